import { type Fault } from "../../../config/fault";
import { type CrossCheck } from "../../../config/load";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { collectFaults } from "../../../config/partial";
import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { admits, choiceFault } from "../../kubernetes/nodeChoice";
import { type NodeDaemon, type NodeGroupFacts } from "../../platform";
import { accelerators, mostGpus } from "./accelerators";
import { instanceTypes } from "./instanceTypes";
import { capacityFaults, togetherFaults } from "./capacityFaults";
import { allocatableDiskGiB, nodeGroupFacts, sizingType } from "./nodeGroupFacts";
import { holds, nodeRoom, type NodeRoom } from "./nodeRoom";
import { inOneZone } from "./zonalGroups";

type Groups = PlatformConfig["nodeGroups"];

/** DaemonSets of what a stack installs above the platform, given its node groups. */
export type DaemonsOf = (config: PlatformConfig, groups: readonly NodeGroupFacts[]) => readonly NodeDaemon[];

/** Every pod that no node of the stack can run, or that would be stuck once its volume lies in a zone. */
export function placementFaults(daemonsOf: DaemonsOf): CrossCheck {
    return (config, demands) => {
        const { nodeGroups } = config;
        return collectFaults(
            () => demands.flatMap(cudaFaults),
            () => demands.flatMap(gpuCountFaults),
            () => demands.flatMap(processorFaults),
            () => homelessFaults(demands, nodeGroups),
            () => demands.flatMap((demand) => choiceFaults(demand, nodeGroups)),
            () => {
                const facts = Object.entries(nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
                const daemons = daemonsOf(config, facts);
                return demands.flatMap((demand) => roomFaults(demand, nodeGroups, daemons));
            },
            () => demands.flatMap((demand) => diskFaults(demand, nodeGroups)),
            () => capacityFaults(demands, nodeGroups),
            () => togetherFaults(demands, nodeGroups),
        );
    };
}

function cudaFaults({ path, accelerator, cuda }: PodDemand): readonly Fault[] {
    if (accelerator === undefined || cuda === undefined || cuda <= accelerators[accelerator].newestCuda) {
        return [];
    }
    const { newestCuda, lastDriverBranch } = accelerators[accelerator];
    const driver = lastDriverBranch === undefined ? "" : ` (its last driver branch is ${lastDriverBranch})`;
    const reason = `runs an image for CUDA ${cuda}, but ${accelerator} runs CUDA ${newestCuda} at most${driver}: take an image for CUDA ${newestCuda} or another accelerator`;
    return [{ path, reason }];
}

/** No family of the table with GPUs has another processor. */
function processorFaults({ path, accelerator, architecture }: PodDemand): readonly Fault[] {
    return accelerator === undefined || architecture !== "arm64"
        ? []
        : [
              {
                  path: `${path}.architecture`,
                  reason: `is arm64, and nodes with ${accelerator} have amd64: build the image for amd64 too and set amd64 or any`,
              },
          ];
}

function gpuCountFaults(demand: PodDemand): readonly Fault[] {
    const { path, accelerator, gpus } = demand;
    if (accelerator === undefined || !isTooManyGpus(demand)) {
        return [];
    }
    const most = mostGpus(accelerator);
    const reason = `asks for ${gpus} GPUs per pod, but no instance type has more than ${most} ${accelerator}: ask for fewer GPUs`;
    return [{ path, reason }];
}

function isTooManyGpus({ accelerator, gpus }: PodDemand): boolean {
    return accelerator !== undefined && gpus > mostGpus(accelerator);
}

/** One fault for all workloads that lack the same node group: it is one node group that is missing. */
function homelessFaults(demands: readonly PodDemand[], groups: Groups): readonly Fault[] {
    const homeless = demands.filter(
        (demand) =>
            !Object.values(groups).some((group) => isOfSort(demand, group)) &&
            !isTooManyGpus(demand) &&
            processorFaults(demand).length === 0,
    );
    const byNeed = new Map<string, string[]>();
    for (const demand of homeless) {
        const { accelerator, capacity, path, architecture } = demand;
        // Worth a word only where it is the reason.
        const anyProcessor = { ...demand, architecture: undefined };
        const other = Object.values(groups).some((group) => isOfSort(anyProcessor, group));
        const wanted = [
            accelerator ?? "no GPU",
            capacity,
            ...(other && architecture !== undefined ? [`and processors of ${architecture}`] : []),
        ].join(", ");
        byNeed.set(wanted, [...new Set([...(byNeed.get(wanted) ?? []), path])]);
    }
    return [...byNeed].map(([wanted, [path = "", ...others]]) => {
        const also = others.length === 0 ? "" : ` (the same for ${others.join(", ")})`;
        return { path, reason: `has no node group to run on${also}: add one to nodeGroups with ${wanted}` };
    });
}

/** Selectors and tolerations that leave none of the groups which the pods may otherwise run on. */
function choiceFaults(demand: PodDemand, groups: Groups): readonly Fault[] {
    const sort = Object.entries(groups).filter(([, group]) => isOfSort(demand, group));
    const fault = choiceFault(
        demand.path,
        demand,
        sort.map(([name, group]) => ({ ...nodeGroupFacts(name, group), taints: group.taints })),
    );
    return fault === undefined ? [] : [fault];
}

function candidatesFor(demand: PodDemand, groups: Groups): readonly [string, NodeGroupConfig][] {
    return Object.entries(groups).filter(([, group]) => mayRunOn(demand, group));
}

function roomFaults(demand: PodDemand, groups: Groups, daemons: readonly NodeDaemon[]): readonly Fault[] {
    const { path } = demand;
    const candidates = candidatesFor(demand, groups).map(([name, group]) => ({
        name,
        group,
        room: nodeRoom(name, group, daemons),
    }));
    if (candidates.length === 0 || isTooManyGpus(demand)) {
        return [];
    }
    // A group of an unknown instance type has a fault of its own.
    const fitting = candidates.filter(({ room }) => room === undefined || holds(demand, room));
    if (fitting.length === 0) {
        const rooms = candidates.flatMap(({ name, room }) => (room === undefined ? [] : [roomText(name, room)]));
        const reason = `asks for ${demandText(demand)} per pod, more than a node of any matching group has left: ${rooms.join("; ")}. Ask for less, or add a group of a larger instance type`;
        return [{ path, reason }];
    }
    return demand.zonalVolume === true ? fitting.flatMap(({ name, group }) => zoneFaults(path, name, group)) : [];
}

/** Models and folders of a pod that are larger than the disk of a node. */
function diskFaults(demand: PodDemand, groups: Groups): readonly Fault[] {
    const { path, localGiB = 0 } = demand;
    const candidates = candidatesFor(demand, groups);
    if (candidates.length === 0 || candidates.some(([, group]) => localGiB <= allocatableDiskGiB(group))) {
        return [];
    }
    const disks = candidates.map(([name, group]) => `${name} has ${round(allocatableDiskGiB(group))} GiB`);
    const reason =
        `asks for ${round(localGiB)} GiB of a node's disk, for copied models, folders and logs, more than any matching group ` +
        `leaves to pods: ${disks.join("; ")}. Ask for less, set a larger diskGiB, or take a larger instance type`;
    return [{ path, reason }];
}

/** Whether a pod may run on the nodes of a group. */
export function mayRunOn(demand: PodDemand, group: NodeGroupConfig): boolean {
    const { labels } = nodeGroupFacts("", group);
    return isOfSort(demand, group) && admits({ labels, taints: group.taints }, demand);
}

/**
 * Whether the nodes of a group have the GPU, the processor and the capacity that a pod asks for. A group that names another GPU than its instance types have is a fault
 * already, which nothing else follows from.
 */
function isOfSort(demand: PodDemand, group: NodeGroupConfig): boolean {
    const { accelerator, architecture } = demand;
    const capacity = demand.capacity === "spot" || group.capacity === "on-demand";
    const offered = group.instanceTypes.map((name) => instanceTypes.get(name)?.accelerator);
    const processor = sizingType(group)?.architecture;
    return (
        capacity &&
        (architecture === undefined || processor === undefined || processor === architecture) &&
        (group.accelerator === accelerator || (accelerator !== undefined && offered.includes(accelerator)))
    );
}

/**
 * A volume stays in the zone of its first pod. Of a group over several zones Cluster Autoscaler cannot choose the next node's,
 * so that the pod waits for a node in its zone for ever. Source: kubernetes/autoscaler, FAQ, and its issues 6000 and 4305.
 */
function zoneFaults(path: string, name: string, group: NodeGroupConfig): readonly Fault[] {
    return inOneZone(group)
        ? []
        : [
              {
                  path: `nodeGroups.${name}.perZone`,
                  reason: `is false, and ${path} keeps a volume per pod, which stays in one zone: set it to true, so that each zone has a group of its own, or give the group one zone`,
              },
          ];
}

function roomText(name: string, room: NodeRoom): string {
    const { instanceType, size, system, daemons, left, shared } = room;
    const has = shared ? "1 share of a GPU" : gpuText(room.gpus);
    const taken = daemons.names.length === 0 ? "" : `, ${amounts(daemons)} for ${daemons.names.join(", ")}`;
    return `${name} has ${has}, ${amounts(left)} (${instanceType}: ${amounts(size)}, less ${amounts(system)} for system and kubelet${taken})`;
}

function demandText(demand: PodDemand): string {
    return `${gpuText(demand.gpus)}, ${amounts(demand)}`;
}

function amounts({ cpu, memoryGiB }: { readonly cpu: number; readonly memoryGiB: number }): string {
    return `${round(cpu)} CPU, ${round(memoryGiB)} GiB`;
}

function gpuText(count: number): string {
    return count === 1 ? "1 GPU" : `${count} GPUs`;
}

function round(value: number): number {
    // Binary fractions of sums: 0.3 may be a little less.
    return Math.floor(value * 100 + 1e-6) / 100;
}
