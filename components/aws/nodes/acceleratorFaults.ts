import { didYouMean, type Fault } from "../../../config/fault";
import { type AcceleratorName } from "../../../config/names";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { collectFaults } from "../../../config/partial";
import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { accelerators, mostGpus } from "./accelerators";
import { allocatable, familiesOf, instanceTypes } from "./instanceTypes";
import { sizingType } from "./nodeGroupFacts";
import { reservationFaults } from "./reservationFaults";

/** Every combination of node groups and workloads that cannot run, found before anything is created. */
export function acceleratorFaults(
    config: Pick<PlatformConfig, "nodeGroups" | "network">,
    demands: readonly PodDemand[],
): readonly Fault[] {
    const groupChecks = Object.entries(config.nodeGroups).flatMap(([name, group]) => [
        () => instanceTypeFaults(`nodeGroups.${name}`, group),
        () => zoneFaults(`nodeGroups.${name}`, group, config.network.zoneNames),
        () => timeSlicingFaults(`nodeGroups.${name}`, group),
        () => reservationFaults(`nodeGroups.${name}`, group),
    ]);
    return collectFaults(
        ...groupChecks,
        () => systemGroupFaults(config.nodeGroups),
        () => homelessFaults(demands, config.nodeGroups),
        () => demands.flatMap((demand) => demandFaults(demand, config.nodeGroups)),
    );
}

/** Groups whose node image does not run a device plugin of its own need the add-on. */
export function devicePluginFaults({ addons, nodeGroups }: Pick<PlatformConfig, "addons" | "nodeGroups">): Fault[] {
    return addons.devicePlugin.enabled
        ? []
        : Object.entries(nodeGroups).flatMap(([name, group]) =>
              group.accelerator !== undefined && !accelerators[group.accelerator].bringsDevicePlugin
                  ? [
                        {
                            path: `nodeGroups.${name}.accelerator`,
                            reason: `is ${group.accelerator}, and with addons.devicePlugin off no pod could use its GPUs: switch the plugin on or drop the group`,
                        },
                    ]
                  : [],
          );
}

function instanceTypeFaults(path: string, group: NodeGroupConfig): Fault[] {
    const families = familiesOf(group.accelerator);
    const faults: Fault[] = [];
    group.instanceTypes.forEach((name, i) => {
        const type = instanceTypes.get(name);
        const at = `${path}.instanceTypes[${i}]`;
        if (type === undefined) {
            const allowed = `must be of family ${families.join(", ")}`;
            const hint = didYouMean(name, [...instanceTypes.keys()]);
            faults.push({
                path: at,
                reason: `is "${name}", a type this program has no figures for: ${allowed}${hint}`,
            });
        } else if (type.accelerator !== group.accelerator) {
            faults.push({ path: at, reason: familyReason(name, type.accelerator, group.accelerator) });
        }
    });
    if (faults.length > 0) {
        return faults;
    }
    return sizeFaults(path, group);
}

function familyReason(name: string, has: AcceleratorName | undefined, wanted: AcceleratorName | undefined): string {
    if (wanted === undefined) {
        return `is "${name}", which has a GPU: set accelerator: ${has} or take a family without one`;
    }
    const families = familiesOf(wanted).join(", ");
    return `is "${name}", which has ${has ?? "no GPU"}: accelerator ${wanted} comes in family ${families}`;
}

/** Cluster Autoscaler takes the first type for the whole group: nodes that turn out smaller would leave pods pending. */
function sizeFaults(path: string, group: NodeGroupConfig): Fault[] {
    const first = sizingType(group);
    return group.instanceTypes.flatMap((name, i) => {
        const type = instanceTypes.get(name);
        if (first === undefined || type === undefined) {
            return [];
        }
        const at = `${path}.instanceTypes[${i}]`;
        if (type.gpus !== first.gpus) {
            const reason = `is "${name}" with ${gpus(type.gpus)} beside "${first.name}" with ${gpus(first.gpus)}: one group, one number of GPUs per node`;
            return [{ path: at, reason }];
        }
        if (type.vcpus < first.vcpus || type.memoryGiB < first.memoryGiB) {
            const reason = `is "${name}", smaller than "${first.name}": list the smallest type first, the group is sized by it`;
            return [{ path: at, reason }];
        }
        return [];
    });
}

function zoneFaults(path: string, group: NodeGroupConfig, zoneNames: readonly string[] | undefined): Fault[] {
    return (group.zones ?? []).flatMap((zone, i) => {
        if (zoneNames?.includes(zone) === true) {
            return [];
        }
        const reason =
            zoneNames === undefined
                ? `names zone "${zone}", but the network leaves the choice of zones to AWS: list them in network.zoneNames`
                : `is "${zone}": must be one of network.zoneNames, ${zoneNames.join(", ")}`;
        return [{ path: `${path}.zones[${i}]`, reason }];
    });
}

function timeSlicingFaults(path: string, group: NodeGroupConfig): Fault[] {
    if (group.timeSlicing === undefined) {
        return [];
    }
    const at = `${path}.timeSlicing`;
    if (group.accelerator === undefined) {
        return [{ path: at, reason: "needs a GPU: set accelerator, or drop timeSlicing" }];
    }
    if (accelerators[group.accelerator].bringsDevicePlugin) {
        const reason = `cannot be set for ${group.accelerator}: its node image runs a device plugin of its own that shares nothing`;
        return [{ path: at, reason }];
    }
    return [];
}

/** DNS, controllers and gateways need untainted on-demand nodes. */
function systemGroupFaults(groups: PlatformConfig["nodeGroups"]): Fault[] {
    const has = Object.values(groups).some(
        ({ accelerator, capacity, min }) => accelerator === undefined && capacity === "on-demand" && min > 0,
    );
    const reason =
        "has no group for the cluster's own pods: add one without accelerator, capacity on-demand and min of at least 1";
    return has ? [] : [{ path: "nodeGroups", reason }];
}

function demandFaults(demand: PodDemand, groups: PlatformConfig["nodeGroups"]): Fault[] {
    const { accelerator } = demand;
    const faults: Fault[] = [];
    if (accelerator !== undefined && demand.cuda !== undefined && demand.cuda > accelerators[accelerator].newestCuda) {
        const { newestCuda, lastDriverBranch } = accelerators[accelerator];
        const driver = lastDriverBranch === undefined ? "" : ` (its last driver branch is ${lastDriverBranch})`;
        const reason = `runs an image for CUDA ${demand.cuda}, but ${accelerator} runs CUDA ${newestCuda} at most${driver}: take an image for CUDA ${newestCuda} or another accelerator`;
        faults.push({ path: demand.path, reason });
    }
    if (accelerator !== undefined && isTooManyGpus(demand)) {
        const reason = `asks for ${demand.gpus} GPUs per pod, but no instance type has more than ${mostGpus(accelerator)} ${accelerator}: ask for fewer GPUs`;
        return [...faults, { path: demand.path, reason }];
    }
    const candidates = candidatesFor(demand, groups);
    if (candidates.length > 0 && !candidates.some(([, group]) => holds(demand, group))) {
        const groupsText = candidates.map(([name, group]) => `${name} (${roomText(group)})`).join(", ");
        const reason = `asks for ${demandText(demand)} per pod, more than a node of any matching group has: ${groupsText}`;
        faults.push({ path: demand.path, reason });
    }
    return faults;
}

/** One fault for all workloads that lack the same node group: it is one node group that is missing. */
function homelessFaults(demands: readonly PodDemand[], groups: PlatformConfig["nodeGroups"]): Fault[] {
    const homeless = demands.filter((demand) => candidatesFor(demand, groups).length === 0 && !isTooManyGpus(demand));
    const byNeed = new Map<string, string[]>();
    for (const { accelerator, capacity, path } of homeless) {
        const wanted = [accelerator ?? "no GPU", capacity].join(", ");
        byNeed.set(wanted, [...new Set([...(byNeed.get(wanted) ?? []), path])]);
    }
    return [...byNeed].map(([wanted, [path = "", ...others]]) => {
        const also = others.length === 0 ? "" : `, and so have ${others.join(", ")}`;
        return { path, reason: `has no node group to run on${also}: add one to nodeGroups with ${wanted}` };
    });
}

function isTooManyGpus({ accelerator, gpus: wanted }: PodDemand): boolean {
    return accelerator !== undefined && wanted > mostGpus(accelerator);
}

function candidatesFor(demand: PodDemand, groups: PlatformConfig["nodeGroups"]) {
    return Object.entries(groups).filter(([, group]) => mayRunOn(demand, group));
}

/** A group that names another GPU than its instance types have is a fault already, which nothing else follows from. */
function mayRunOn(demand: PodDemand, group: NodeGroupConfig): boolean {
    const capacity = demand.capacity === "spot" || group.capacity === "on-demand";
    const offered = group.instanceTypes.map((name) => instanceTypes.get(name)?.accelerator);
    return (
        capacity &&
        (group.accelerator === demand.accelerator ||
            (demand.accelerator !== undefined && offered.includes(demand.accelerator)))
    );
}

function holds(demand: PodDemand, group: NodeGroupConfig): boolean {
    const type = sizingType(group);
    if (type === undefined) {
        // The type itself is a fault already.
        return true;
    }
    const room = allocatable(type);
    // The device plugin refuses a pod that asks for more than one share of a shared GPU.
    const gpusFit = group.timeSlicing === undefined ? demand.gpus <= type.gpus : demand.gpus <= 1;
    return gpusFit && demand.cpu <= room.cpu && demand.memoryGiB <= room.memoryGiB;
}

function roomText(group: NodeGroupConfig): string {
    const type = sizingType(group);
    if (type === undefined) {
        return "unknown size";
    }
    const { cpu, memoryGiB } = allocatable(type);
    const shared = group.timeSlicing === undefined ? gpus(type.gpus) : "1 share of a GPU";
    return `${shared}, ${round(cpu)} CPU, ${round(memoryGiB)} GiB`;
}

function demandText({ gpus: count, cpu, memoryGiB }: PodDemand): string {
    return `${gpus(count)}, ${round(cpu)} CPU, ${round(memoryGiB)} GiB`;
}

function gpus(count: number): string {
    return count === 1 ? "1 GPU" : `${count} GPUs`;
}

function round(value: number): number {
    return Math.floor(value * 100) / 100;
}
