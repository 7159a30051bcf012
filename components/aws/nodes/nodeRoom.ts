import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { cores, gibibytes } from "../../../config/serving/quantity";
import { type PodDemand } from "../../../config/workload";
import { type NodeDaemon } from "../../platform";
import { eksDaemons } from "../cluster/eksAddons";
import { allocatable } from "./instanceTypes";
import { nodeGroupFacts, sizingType } from "./nodeGroupFacts";

export interface Amounts {
    readonly cpu: number;
    readonly memoryGiB: number;
}

/** What pods of workloads find on an empty node of a group, and where the rest of the node went. */
export interface NodeRoom {
    readonly instanceType: string;
    readonly size: Amounts;
    /** Taken by the virtual machine, the system and the kubelet. */
    readonly system: Amounts;
    /** Taken by the DaemonSets that run on the group's nodes. */
    readonly daemons: Amounts & { readonly names: readonly string[] };
    readonly left: Amounts;
    /** GPUs of the node. */
    readonly gpusPerNode: number;
    /** GPUs that one pod can have. */
    readonly gpus: number;
    /** Several pods take turns on each GPU. */
    readonly shared: boolean;
}

/**
 * The room on one node of a group, by its sizing instance type; undefined for an unknown type.
 *
 * @param addonDaemons DaemonSets besides those of EKS's own add-ons
 */
export function nodeRoom(
    name: string,
    group: NodeGroupConfig,
    addonDaemons: readonly NodeDaemon[],
): NodeRoom | undefined {
    const type = sizingType(group);
    if (type === undefined) {
        return undefined;
    }
    const facts = nodeGroupFacts(name, group);
    const running = [...eksDaemons, ...addonDaemons].filter(({ runsOn }) => runsOn?.(facts) ?? true);
    const daemons = sum(running.map(({ containers }) => sum(containers.map(amountsOf))));
    const size = { cpu: type.vcpus, memoryGiB: type.memoryGiB };
    const forPods = allocatable(type);
    const shared = group.timeSlicing !== undefined;
    return {
        instanceType: type.name,
        size,
        system: less(size, forPods),
        daemons: { ...daemons, names: running.map((daemon) => daemon.name) },
        left: less(forPods, daemons),
        gpusPerNode: type.gpus,
        // The device plugin rejects a pod that asks for more than one share of a shared GPU.
        gpus: shared ? Math.min(1, type.gpus) : type.gpus,
        shared,
    };
}

/** Whether there is enough for a pod. */
export function fits(demand: PodDemand, has: Amounts & { readonly gpus: number }): boolean {
    return demand.gpus <= has.gpus && demand.cpu <= has.cpu && demand.memoryGiB <= has.memoryGiB;
}

/** Whether an empty node holds a pod. */
export function holds(demand: PodDemand, { gpus, left }: NodeRoom): boolean {
    return fits(demand, { ...left, gpus });
}

function amountsOf({ cpu, memory }: NodeDaemon["containers"][number]): Amounts {
    return { cpu: cpu === undefined ? 0 : cores(cpu), memoryGiB: memory === undefined ? 0 : gibibytes(memory) };
}

function sum(amounts: readonly Amounts[]): Amounts {
    return amounts.reduce(
        (total, { cpu, memoryGiB }) => ({ cpu: total.cpu + cpu, memoryGiB: total.memoryGiB + memoryGiB }),
        { cpu: 0, memoryGiB: 0 },
    );
}

function less(from: Amounts, taken: Amounts): Amounts {
    return { cpu: from.cpu - taken.cpu, memoryGiB: from.memoryGiB - taken.memoryGiB };
}
