import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { type NodeDaemon } from "../../platform";
import { fits, holds, nodeRoom } from "../nodes/nodeRoom";
import { eksGroups } from "../nodes/zonalGroups";
import { mayRunOn } from "../nodes/placementFaults";

/** Nodes of a group of the stack file, over all its zones. */
export interface NodeCounts {
    /** Without load. */
    readonly min: number;
    /** While every schedule of the workloads runs. */
    readonly scheduled: number;
    /** With every workload at its maximum, and every job running. */
    readonly max: number;
}

type LoadCase = keyof NodeCounts;

const podsOf: Readonly<Record<LoadCase, (demand: PodDemand) => number>> = {
    min: ({ pods = 0 }) => pods,
    scheduled: ({ pods = 0, scheduledPods = pods }) => scheduledPods,
    max: ({ maxPods = 0, jobPods = 0 }) => maxPods + jobPods,
};

/**
 * How many nodes each group runs. Groups with GPUs: what their workloads' pods fill, within the group's bounds, pods of
 * different workloads side by side. Groups without: their minimum, and their maximum at full load, since the pods of add-ons
 * decide there too.
 */
export function nodeCounts(
    config: Pick<PlatformConfig, "nodeGroups" | "network">,
    demands: readonly PodDemand[],
    daemons: readonly NodeDaemon[],
): ReadonlyMap<string, NodeCounts> {
    const homes = homesOf(config.nodeGroups, demands, daemons);
    const count = (load: LoadCase) => {
        const filled = filledNodes(homes, load);
        return (name: string, group: NodeGroupConfig) => {
            const parts = eksGroups({ ...config, nodeGroups: { [name]: group } }).length;
            const [least, most] = [group.min * parts, group.max * parts];
            if (group.accelerator === undefined) {
                return load === "max" ? most : least;
            }
            return Math.min(Math.max(filled.get(name) ?? 0, least), most);
        };
    };
    const [min, scheduled, max] = [count("min"), count("scheduled"), count("max")];
    return new Map(
        Object.entries(config.nodeGroups).map(([name, group]) => [
            name,
            { min: min(name, group), scheduled: scheduled(name, group), max: max(name, group) },
        ]),
    );
}

interface Bin {
    gpus: number;
    cpu: number;
    memoryGiB: number;
}

/** A pod, the group that gets nodes for it, and what an empty node of the group has. */
interface Home {
    readonly demand: PodDemand;
    readonly name: string;
    readonly bin: Readonly<Bin>;
}

/** Nodes with GPUs that the pods fill, each onto the first node that still holds it. */
function filledNodes(homes: readonly Home[], load: LoadCase): ReadonlyMap<string, number> {
    const bins = new Map<string, Bin[]>();
    for (const { demand, name, bin } of homes) {
        const nodes = bins.get(name) ?? [];
        bins.set(name, nodes);
        for (let pod = 0; pod < podsOf[load](demand); pod++) {
            let node = nodes.find((each) => fits(demand, each));
            if (node === undefined) {
                node = { ...bin };
                nodes.push(node);
            }
            node.gpus -= demand.gpus;
            node.cpu -= demand.cpu;
            node.memoryGiB -= demand.memoryGiB;
        }
    }
    return new Map([...bins].map(([name, nodes]) => [name, nodes.length]));
}

/** Where pods on GPUs go, the largest first. */
function homesOf(
    groups: PlatformConfig["nodeGroups"],
    demands: readonly PodDemand[],
    daemons: readonly NodeDaemon[],
): readonly Home[] {
    const homeOf = homes(groups, daemons);
    return demands
        .filter(({ gpus }) => gpus > 0)
        .sort((a, b) => b.gpus - a.gpus || b.memoryGiB - a.memoryGiB)
        .flatMap((demand) => {
            const home = homeOf(demand);
            return home === undefined ? [] : [{ demand, ...home }];
        });
}

/** The group that gets nodes for a pod: spot before on demand where a pod takes both, as the autoscaler prefers. */
export function homes(
    groups: PlatformConfig["nodeGroups"],
    daemons: readonly NodeDaemon[],
): (demand: PodDemand) => Omit<Home, "demand"> | undefined {
    const rooms = Object.entries(groups)
        .sort(([, a], [, b]) => Number(b.capacity === "spot") - Number(a.capacity === "spot"))
        .map(([name, group]) => ({ name, group, room: nodeRoom(name, group, daemons) }));
    return (demand) => {
        const [home] = rooms.flatMap(({ name, group, room }) =>
            room !== undefined && mayRunOn(demand, group) && holds(demand, room)
                ? [{ name, bin: { ...room.left, gpus: room.gpusPerNode * (group.timeSlicing ?? 1) } }]
                : [],
        );
        return home;
    };
}
