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

/** Pods that stay pending when all workloads are at their maxima and all jobs run: one sentence per sort of nodes. */
export function capacityWarnings(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): string[] {
    return balances(
        demands.filter((demand) => peakGpus(demand) > 0),
        groups,
    ).flatMap((pair) => pair.flatMap(balanceWarning).slice(0, 1));
}

function balanceWarning({ groups, most, demands }: Balance): string[] {
    const asked = demands.reduce((sum, demand) => sum + peakGpus(demand), 0);
    // Without any group each workload is a fault.
    return most === 0 || asked <= most
        ? []
        : [
              `nodeGroups allow ${most} GPUs at most in all ${groups}, and at their maxima the workloads ask for ${asked} ` +
                  `(${demands.map((demand) => `${demand.path} ${peakGpus(demand)}`).join(", ")}): pods beyond that wait until ` +
                  "others stop; raise max of a group, or lower scaling.max or parallelism",
          ];
}

/** Workloads that ask for spot nodes which no group has: one sentence for all of one accelerator. */
export function spotWarnings(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): string[] {
    const wanting = demands.filter(
        ({ capacity, accelerator }) =>
            capacity === "spot" &&
            !Object.values(groups).some((group) => group.capacity === "spot" && group.accelerator === accelerator),
    );
    return [...new Set(wanting.map(({ accelerator }) => accelerator))].map((accelerator) => {
        const paths = [
            ...new Set(wanting.filter((demand) => demand.accelerator === accelerator).map(({ path }) => path)),
        ];
        const sort = accelerator === undefined ? "spot group without GPU" : `spot group with ${accelerator}`;
        return (
            `nodeGroups has no ${sort}, which ${paths.join(", ")} ask${paths.length === 1 ? "s" : ""} for: the pods run on ` +
            "on-demand nodes at their full price; add such a group, or drop capacity: spot"
        );
    });
}

/** Workloads that cannot all run, or cannot be updated, on the GPUs of the node groups at their largest. */
export function capacityFaults(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): Fault[] {
    const lasting = demands.filter(({ pods }) => pods !== undefined);
    return balances(lasting, groups).flatMap(([onDemand, all]) => {
        const faults = balanceFaults(onDemand);
        return faults.length > 0 ? faults : balanceFaults(all);
    });
}

/** Jobs whose pods start together, and for which there is never room for all. */
export function togetherFaults(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): Fault[] {
    return demands
        .filter(({ together = false }) => together)
        .flatMap(({ path, accelerator, capacity, gpus, jobPods = 0 }) => {
            const has = Object.values(groups).filter((group) => group.accelerator === accelerator);
            const most = (of: CapacityType) => mostGpus(has.filter((group) => group.capacity === of));
            const room = Math.max(most("on-demand"), capacity === "spot" ? most("spot") : 0);
            // Without any group the workload is a fault already.
            return has.length === 0 || jobPods * gpus <= room
                ? []
                : [
                      {
                          path,
                          reason:
                              `needs ${jobPods * gpus} GPUs at the same time (${jobPods} pods of ${gpus}), and the node groups of ` +
                              `${accelerator} have ${room} at most of one capacity: raise max of a group, or lower pods`,
                      },
                  ];
        });
}

/** For each accelerator, on-demand nodes with the pods that run on no others, and all nodes with all pods. */
function balances(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): [Balance, Balance][] {
    const names = [...new Set(demands.flatMap(({ accelerator }) => accelerator ?? []))];
    return names.map((accelerator) => {
        const own = demands.filter((demand) => demand.accelerator === accelerator);
        const has = Object.values(groups).filter((group) => group.accelerator === accelerator);
        // Pods that may run on spot nodes may run on on-demand nodes too; the others on these alone.
        const onDemand = (each: { readonly capacity: CapacityType }) => each.capacity === "on-demand";
        return [
            {
                groups: `on-demand node groups of ${accelerator}`,
                most: mostGpus(has.filter(onDemand)),
                demands: own.filter(onDemand),
            },
            { groups: `node groups of ${accelerator}`, most: mostGpus(has), demands: own },
        ];
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

function peakGpus({ maxPods = 0, jobPods = 0, gpus }: PodDemand): number {
    return (maxPods + jobPods) * gpus;
}

/** GPUs of groups at their largest; pods that share a GPU count as if each had one. */
function mostGpus(groups: readonly NodeGroupConfig[]): number {
    return groups.reduce(
        (sum, group) => sum + group.max * (sizingType(group)?.gpus ?? 0) * (group.timeSlicing ?? 1),
        0,
    );
}
