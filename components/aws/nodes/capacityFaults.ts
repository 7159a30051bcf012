import { type Fault } from "../../../config/fault";
import { type CapacityType } from "../../../config/names";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { sizingType } from "./nodeGroupFacts";

/** GPUs that pods of one accelerator hold together, and those that its node groups have at most. */
interface Balance {
    /** The groups in words. */
    readonly groups: string;
    /** GPUs, or shares of them, when each group has its most nodes. */
    readonly most: number;
    readonly demands: readonly PodDemand[];
}

/** Workloads that cannot all run, or cannot be updated, on the GPUs of the node groups at their largest. */
export function capacityFaults(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): Fault[] {
    const lasting = demands.filter(({ accelerator, pods }) => accelerator !== undefined && pods !== undefined);
    const accelerators = [...new Set(lasting.map(({ accelerator }) => accelerator))];
    return accelerators.flatMap((accelerator) => {
        const own = lasting.filter((demand) => demand.accelerator === accelerator);
        const has = Object.values(groups).filter((group) => group.accelerator === accelerator);
        // Pods that may run on spot nodes may run on on-demand nodes too; the others on these alone.
        const onDemand = (each: { readonly capacity: CapacityType }) => each.capacity === "on-demand";
        const faults = balanceFaults({
            groups: `on-demand node groups of ${accelerator}`,
            most: mostGpus(has.filter(onDemand)),
            demands: own.filter(onDemand),
        });
        return faults.length > 0
            ? faults
            : balanceFaults({ groups: `node groups of ${accelerator}`, most: mostGpus(has), demands: own });
    });
}

function balanceFaults({ groups, most, demands }: Balance): Fault[] {
    // Without any group each workload is a fault already.
    if (most === 0) {
        return [];
    }
    const held = demands.reduce((sum, demand) => sum + heldGpus(demand), 0);
    if (held > most) {
        const each = demands.map((demand) => `${demand.path} ${heldGpus(demand)}`).join(", ");
        const reason =
            `allow ${most} GPUs at most in all ${groups}, and the fewest pods of the workloads hold ${held} (${each}): ` +
            "raise max of a group, or lower scaling.min";
        return [{ path: "nodeGroups", reason }];
    }
    return demands
        .map((demand) => ({ demand, more: (demand.rolloutPods ?? 0) * demand.gpus }))
        .filter(({ more }) => held + more > most)
        .map(({ demand, more }) => ({
            path: demand.path,
            reason:
                `needs ${more} GPUs beside the ${heldGpus(demand)} of its fewest pods while a new version takes over, and ` +
                `of the ${most} GPUs of all ${groups} the workloads hold ${held}: raise max of a group, lower scaling.min, ` +
                "or replace fewer pods at a time (rollingUpdate.maxSurge, traffic.shrinkStable)",
        }));
}

function heldGpus({ pods = 0, gpus }: PodDemand): number {
    return pods * gpus;
}

/** GPUs of groups at their largest; pods that share a GPU count as if each had one. */
function mostGpus(groups: readonly NodeGroupConfig[]): number {
    return groups.reduce(
        (sum, group) => sum + group.max * (sizingType(group)?.gpus ?? 0) * (group.timeSlicing ?? 1),
        0,
    );
}
