import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { type NodeDaemon } from "../../platform";
import { nodeRoom } from "../nodes/nodeRoom";
import { eksGroups } from "../nodes/zonalGroups";
import { holds, mayRunOn } from "../nodes/placementFaults";

/** Nodes of a group of the stack file, over all its zones. */
export interface NodeCounts {
    /** Without load. */
    readonly min: number;
    /** While every schedule of the workloads runs. */
    readonly scheduled: number;
    /** With every workload at its maximum. */
    readonly max: number;
}

type LoadCase = keyof NodeCounts;

const podsOf: Readonly<Record<LoadCase, (demand: PodDemand) => number>> = {
    min: ({ pods = 0 }) => pods,
    scheduled: ({ pods = 0, scheduledPods = pods }) => scheduledPods,
    max: ({ maxPods = 0 }) => maxPods,
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
    const count = (load: LoadCase) => {
        const filled = filledNodes(config.nodeGroups, demands, daemons, load);
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

/** Nodes with GPUs that the pods fill, largest pod first, each onto the first node that still holds it. */
function filledNodes(
    groups: PlatformConfig["nodeGroups"],
    demands: readonly PodDemand[],
    daemons: readonly NodeDaemon[],
    load: LoadCase,
): ReadonlyMap<string, number> {
    const bins = new Map<string, Bin[]>();
    const onGpus = demands.filter(({ gpus }) => gpus > 0);
    for (const demand of [...onGpus].sort((a, b) => b.gpus - a.gpus || b.memoryGiB - a.memoryGiB)) {
        const home = homeOf(demand, groups, daemons);
        if (home === undefined) {
            continue;
        }
        const { name, bin } = home;
        const nodes = bins.get(name) ?? [];
        bins.set(name, nodes);
        for (let pod = 0; pod < podsOf[load](demand); pod++) {
            let node = nodes.find((each) => holdsIn(each, demand));
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

/** The group that gets nodes for a pod: spot before on demand where the pod takes both, as the autoscaler prefers. */
function homeOf(
    demand: PodDemand,
    groups: PlatformConfig["nodeGroups"],
    daemons: readonly NodeDaemon[],
): { readonly name: string; readonly bin: Bin } | undefined {
    return Object.entries(groups)
        .filter(([, group]) => mayRunOn(demand, group))
        .sort(([, a], [, b]) => Number(b.capacity === "spot") - Number(a.capacity === "spot"))
        .flatMap(([name, group]) => {
            const room = nodeRoom(name, group, daemons);
            return room !== undefined && holds(demand, room)
                ? [{ name, bin: { ...room.left, gpus: room.gpusPerNode * (group.timeSlicing ?? 1) } }]
                : [];
        })[0];
}

function holdsIn(bin: Bin, demand: PodDemand): boolean {
    return demand.gpus <= bin.gpus && demand.cpu <= bin.cpu && demand.memoryGiB <= bin.memoryGiB;
}
