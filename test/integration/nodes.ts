import { allocatable, type InstanceType, instanceTypes } from "../../components/aws/nodes/instanceTypes";
import { type KubeObject, type V1Taint } from "./cluster/types";
import { type RenderedResource } from "./rendered";

/** A node group as EKS is asked for it. */
interface NodeGroupInputs {
    readonly capacityType: string;
    readonly instanceTypes: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly scalingConfig: { readonly maxSize: number };
    /** One private subnet per zone. */
    readonly subnetIds: readonly string[];
    readonly tags?: Readonly<Record<string, string>>;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
}

/** Label that says which node group a simulated node belongs to; EKS sets it on real nodes. */
export const nodeGroupLabel = "eks.amazonaws.com/nodegroup";
/** Label that says how a node is bought; EKS sets it, too. */
export const capacityLabel = "eks.amazonaws.com/capacityType";
export const zoneLabel = "topology.kubernetes.io/zone";

/** What Cluster Autoscaler reads about a group that has no nodes yet; the same figures make the simulated nodes. */
const templateResource = "k8s.io/cluster-autoscaler/node-template/resources/";

/** Group of the nodes outside the cloud: they join by themselves, no node group makes them. */
export const edgeGroup = "edge";
const edgeNodes = 3;

const taintEffects: Readonly<Record<string, V1Taint["effect"]>> = {
    NO_SCHEDULE: "NoSchedule",
    NO_EXECUTE: "NoExecute",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

/**
 * The nodes of a stack whose groups are all at their maximum, as Cluster Autoscaler would make them if asked for everything,
 * plus some edge nodes.
 */
export function simulatedNodes(resources: readonly RenderedResource[]): KubeObject[] {
    const groups = resources.filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup");
    return [...groups.flatMap(nodesOfGroup), ...Array.from({ length: edgeNodes }, (_, i) => edgeNode(i))];
}

function nodesOfGroup({ name, inputs }: RenderedResource): KubeObject[] {
    const group = inputs as unknown as NodeGroupInputs;
    const [typeName = ""] = group.instanceTypes;
    const type = instanceTypes.get(typeName);
    if (type === undefined) {
        throw new Error(`node group "${name}" has the instance type "${typeName}", whose size is not known`);
    }
    return Array.from({ length: group.scalingConfig.maxSize }, (_, i) => {
        const zone = String.fromCharCode("a".charCodeAt(0) + (i % group.subnetIds.length));
        return node({
            name: `${name}-${i}`,
            labels: {
                ...group.labels,
                [nodeGroupLabel]: name,
                [zoneLabel]: `zone-${zone}`,
                [capacityLabel]: group.capacityType,
                "node.kubernetes.io/instance-type": typeName,
            },
            taints: (group.taints ?? []).map(({ key, value = "", effect }) => ({
                key,
                value,
                effect: taintEffects[effect] ?? effect,
            })),
            resources: { ...capacityOf(type), ...templateResources(group.tags ?? {}) },
        });
    });
}

function capacityOf(type: InstanceType): Record<string, string> {
    const { cpu, memoryGiB } = allocatable(type);
    return {
        cpu: `${Math.floor(cpu * 1000)}m`,
        memory: `${Math.floor(memoryGiB * 1024)}Mi`,
        pods: String(type.maxPods),
    };
}

function templateResources(tags: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(tags)
            .filter(([key]) => key.startsWith(templateResource))
            .map(([key, value]) => [key.slice(templateResource.length), value]),
    );
}

function edgeNode(index: number): KubeObject {
    return node({
        name: `${edgeGroup}-${index}`,
        labels: { [nodeGroupLabel]: edgeGroup, [zoneLabel]: `site-${index}`, "node-type": "edge" },
        taints: [{ key: "edge-node", value: "true", effect: "NoSchedule" }],
        resources: { cpu: "4", memory: "8Gi", pods: "110", "ephemeral-storage": "50Gi" },
    });
}

interface NodeArgs {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly V1Taint[];
    readonly resources: Readonly<Record<string, string>>;
}

/** A node with all that it has free for pods. */
export function node({ name, labels, taints, resources }: NodeArgs): KubeObject {
    return {
        apiVersion: "v1",
        kind: "Node",
        metadata: {
            name,
            labels: {
                ...labels,
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "kubernetes.io/arch": "amd64",
            },
        },
        spec: { taints: [...taints] },
        status: { allocatable: resources, capacity: resources },
    };
}
