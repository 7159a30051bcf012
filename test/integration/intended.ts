import path from "node:path";
import { addonSchemas } from "../../components/addons/definitions";
import { workloadKinds } from "../../components/workloads/kinds";
import { loadPlatformConfig, projectNamespace } from "../../config/load";
import { type PlatformConfig } from "../../config/platform";
import { readStackConfig } from "../../simulation/stackFile";
import { edgeGroup } from "./nodes";
import { type StackName } from "./settings";

/** Where the stack file wants the pods of a workload. */
export interface Intended {
    /** Node groups that may hold them. */
    readonly allowed: readonly string[];
    /** Of these, the ones to fill first: spot before on-demand for what is meant for spot. */
    readonly preferred: readonly string[];
}

/** Key for whatever is no workload of the stack file; no workload can have an empty name. */
export const addOns = "";

/**
 * Node groups by workload, from the stack file alone: what the pods themselves ask for is what is tested against it.
 */
export function intendedGroups(stack: StackName): ReadonlyMap<string, Intended> {
    const { config: entries } = readStackConfig(path.resolve(__dirname, "../.."), stack, projectNamespace);
    const config = loadPlatformConfig(stack, entries, { kinds: workloadKinds, addons: addonSchemas, checks: [] });
    const workloads = Object.entries(config.workloads).map(([name, workload]): [string, Intended] => [
        name,
        workload.namespace === "edge-computing"
            ? { allowed: [edgeGroup], preferred: [edgeGroup] }
            : intendedOf(config, name),
    ]);
    return new Map([[addOns, intendedOf(config, addOns)], ...warmCapacityOf(config), ...workloads]);
}

/** The add-on that is meant for GPUs: pods that keep slots free, on any node with the accelerator. */
function warmCapacityOf({ addons, nodeGroups }: PlatformConfig): [string, Intended][] {
    return Object.keys(addons.warmCapacity).map((accelerator) => {
        const groups = Object.keys(nodeGroups).filter((name) => nodeGroups[name]?.accelerator === accelerator);
        return [`warm-capacity-${accelerator}`, { allowed: groups, preferred: groups }];
    });
}

function intendedOf(config: PlatformConfig, name: string): Intended {
    const workload = config.workloads[name];
    const demands = workload === undefined ? [] : (workloadKinds[workload.kind]?.demands(name, workload) ?? []);
    const groups = Object.entries(config.nodeGroups).map(([group, facts]) => ({ group, ...facts }));
    // What names no node group's feature belongs on nodes without GPU, bought on demand.
    const [{ accelerator, capacity } = { accelerator: undefined, capacity: "on-demand" }] = demands;
    const matching = groups.filter((group) => group.accelerator === accelerator);
    const onDemand = matching.filter((group) => group.capacity === "on-demand").map(({ group }) => group);
    const spot = matching.filter((group) => group.capacity === "spot").map(({ group }) => group);
    return capacity === "spot" && spot.length > 0
        ? { allowed: [...spot, ...onDemand], preferred: spot }
        : { allowed: onDemand, preferred: onDemand };
}
