import { type AcceleratorName } from "../../../config/names";
import { namespaceByName } from "../../kubernetes/networkPolicies";
import { type Taint } from "../../kubernetes/tolerations";
import { type NodeGroupFacts } from "../../platform";

/** The spec of a ResourceFlavor: nodes that are the same for Kueue. It has no package of types for npm. */
export interface ResourceFlavorSpec {
    readonly nodeLabels: Readonly<Record<string, string>>;
    /** Whoever does not tolerate these gets no quota of the flavor. */
    readonly nodeTaints: readonly Taint[];
}

/** GPUs of one sort of nodes. */
interface Flavor {
    readonly name: string;
    readonly spec: ResourceFlavorSpec;
    /** When each of its node groups has its most nodes. */
    readonly gpus: number;
}

/** The runs that wait for one GPU model. */
export interface TrainingQueue {
    readonly name: string;
    /** Those that a run is given first come first. */
    readonly flavors: readonly Flavor[];
}

/** The spec of a ClusterQueue, as far as we set it. */
export interface ClusterQueueSpec {
    readonly namespaceSelector: ReturnType<typeof namespaceByName>;
    readonly queueingStrategy: "StrictFIFO";
    readonly resourceGroups: readonly {
        readonly coveredResources: readonly string[];
        readonly flavors: readonly {
            readonly name: string;
            readonly resources: readonly { readonly name: string; readonly nominalQuota: number }[];
        }[];
    }[];
}

const gpu = "nvidia.com/gpu";

export function queueName(accelerator: AcceleratorName): string {
    return `training-${accelerator}`;
}

/** One queue per GPU model, so that a run that waits for one model keeps nobody from another. */
export function trainingQueues(groups: readonly NodeGroupFacts[]): readonly TrainingQueue[] {
    const accelerators = [...new Set(groups.flatMap(({ accelerator }) => accelerator ?? []))].sort();
    return accelerators.map((accelerator) => ({
        name: queueName(accelerator),
        flavors: flavorsOf(groups.filter((group) => group.accelerator === accelerator && group.gpusPerNode > 0)),
    }));
}

/** Spot nodes and on-demand nodes apart, since not every run may have spot ones, and groups with taints of their own apart. */
function flavorsOf(groups: readonly NodeGroupFacts[]): readonly Flavor[] {
    const byName = new Map<string, NodeGroupFacts[]>();
    for (const group of groups) {
        const name = flavorName(group);
        byName.set(name, [...(byName.get(name) ?? []), group]);
    }
    return (
        [...byName]
            // Whoever may have spot nodes takes these first: the others are for those who may not.
            .sort(([a, [ofA]], [b, [ofB]]) => Number(isSpot(ofB)) - Number(isSpot(ofA)) || (a < b ? -1 : 1))
            .map(([name, all]) => ({
                name,
                spec: { nodeLabels: modelLabel(all[0]), nodeTaints: [...(all[0]?.taints ?? [])] },
                gpus: all.reduce((sum, { max, gpusPerNode, timeSlicing }) => sum + max * gpusPerNode * timeSlicing, 0),
            }))
    );
}

function flavorName({ name, accelerator, capacity, ownTaints = [] }: NodeGroupFacts): string {
    return ownTaints.length > 0 ? `group-${name}` : `${accelerator}${capacity === "spot" ? "-spot" : ""}`;
}

function isSpot(group: NodeGroupFacts | undefined): boolean {
    return group?.capacity === "spot";
}

/** The label by which pods choose the model, and no other: within a flavor, the scheduler chooses the node. */
function modelLabel(group: NodeGroupFacts | undefined): Record<string, string> {
    const model = group?.labels["accelerator"];
    return model === undefined ? {} : { accelerator: model };
}

export function clusterQueueSpec(queue: TrainingQueue, namespace: string): ClusterQueueSpec {
    return {
        namespaceSelector: namespaceByName(namespace),
        // A large run at the head is not overtaken by small ones for ever.
        queueingStrategy: "StrictFIFO",
        resourceGroups: [
            {
                coveredResources: [gpu],
                flavors: queue.flavors.map(({ name, gpus }) => ({
                    name,
                    resources: [{ name: gpu, nominalQuota: gpus }],
                })),
            },
        ],
    };
}
