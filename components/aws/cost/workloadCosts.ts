import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { type NodeDaemon } from "../../platform";
import { diskGiB } from "../nodes/nodeGroupFacts";
import { homes } from "./nodeCounts";
import { hoursPerMonth, type Prices } from "./prices";

/** USD per month of the parts of nodes that a workload's pods take. */
export interface WorkloadCost {
    readonly withoutLoad: number;
    readonly atMaximum: number;
}

/**
 * What each workload costs by its own pods. A pod costs the share of its node that it takes, of GPUs, cores or memory, whichever
 * is greatest; so the sum is below that of the nodes, which also run what every workload shares. Left out: workloads without
 * pods that stay, as jobs, and those on nodes without a known price.
 */
export function workloadCosts(
    { nodeGroups }: Pick<PlatformConfig, "nodeGroups">,
    demands: readonly PodDemand[],
    daemons: readonly NodeDaemon[],
    prices: Prices,
): Readonly<Record<string, WorkloadCost>> {
    const homeOf = homes(nodeGroups, daemons);
    const costs: Record<string, WorkloadCost> = {};
    for (const demand of demands) {
        const [topic, name] = demand.path.split(".");
        const home = homeOf(demand);
        const group = home === undefined ? undefined : nodeGroups[home.name];
        const monthly = group === undefined ? undefined : nodePrice(group, prices);
        if (topic !== "workloads" || name === undefined || home === undefined || monthly === undefined) {
            continue;
        }
        const { pods = 0, maxPods = pods } = demand;
        if (maxPods > 0) {
            const { gpus, cpu, memoryGiB } = home.bin;
            const share = Math.max(gpus > 0 ? demand.gpus / gpus : 0, demand.cpu / cpu, demand.memoryGiB / memoryGiB);
            const { withoutLoad, atMaximum } = costs[name] ?? { withoutLoad: 0, atMaximum: 0 };
            costs[name] = {
                withoutLoad: withoutLoad + pods * share * monthly,
                atMaximum: atMaximum + maxPods * share * monthly,
            };
        }
    }
    return costs;
}

/** USD per month of one node with its disk; undefined without a known price. */
function nodePrice(group: PlatformConfig["nodeGroups"][string], prices: Prices): number | undefined {
    const hourly = prices.instance(group.instanceTypes[0] ?? "");
    return hourly === undefined
        ? undefined
        : hourly * (group.capacity === "spot" ? prices.spotShare : 1) * hoursPerMonth +
              diskGiB(group) * prices.units.volumeGiBMonth;
}
