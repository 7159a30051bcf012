import { given, text } from "../providers/naming";
import { type Properties } from "../providers";
import { volumeIds, volumeOf } from "./claims";
import { type Existing, type Inventory } from "./inventory";
import { plain } from "./wire";

const CLUSTER = "eks:index:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";

/** Answers of functions that ask what exists; undefined for all others, which do not depend on it. */
export function answerFromInventory(token: string, args: Properties, inventory: Inventory): Properties | undefined {
    switch (token) {
        case "aws:eks/getClusters:getClusters":
            return { id: "clusters", names: clusters(inventory).map((inputs) => text(inputs, "name")) };
        case "aws:eks/getCluster:getCluster": {
            const name = text(args, "name");
            const inputs = clusters(inventory).find((cluster) => cluster.name === name);
            return inputs && { id: name, name, tags: given(inputs, "clusterTags", {}) };
        }
        case "aws:autoscaling/getAmiIds:getAmiIds":
            return { id: "groups", names: nodeGroups(inventory).map(autoScalingGroup), arns: [] };
        case "aws:autoscaling/getGroup:getGroup": {
            const name = text(args, "name");
            const group = nodeGroups(inventory).find((each) => autoScalingGroup(each) === name);
            return group && { id: name, name, ...sizeOf(group) };
        }
        case "aws:ebs/getEbsVolumes:getEbsVolumes":
            return volumeIds(args, inventory);
        case "aws:ebs/getVolume:getVolume":
            return volumeOf(args, inventory);
        default:
            return undefined;
    }
}

/** Desired size of a node group as it is; undefined for anything else. */
export function liveNodes(existing: Existing | undefined): number | undefined {
    return existing?.type === NODE_GROUP ? sizeOf(existing).desiredCapacity : undefined;
}

function clusters(inventory: Inventory): Properties[] {
    return inventory
        .components()
        .filter(([urn]) => urn.includes(`${CLUSTER}::`))
        .map(([, inputs]) => plain(inputs));
}

function nodeGroups(inventory: Inventory): Existing[] {
    return inventory.all().filter(({ type }) => type === NODE_GROUP);
}

function autoScalingGroup({ outputs }: Existing): string {
    const [resource] = given<Properties[]>(plain(outputs), "resources", []);
    const [group] = given<Properties[]>(resource ?? {}, "autoscalingGroups", []);
    return text(group ?? {}, "name");
}

function sizeOf({ outputs }: Existing): { minSize: number; maxSize: number; desiredCapacity: number } {
    const scaling = given<Properties>(plain(outputs), "scalingConfig", {});
    return {
        minSize: given(scaling, "minSize", 0),
        maxSize: given(scaling, "maxSize", 0),
        desiredCapacity: given(scaling, "desiredSize", 0),
    };
}
