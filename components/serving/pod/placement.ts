import { type AcceleratorName, type Architecture, type CapacityType } from "../../../config/names";
import { admits, type NodeChoice } from "../../kubernetes/nodeChoice";
import { stableJson } from "../../kubernetes/stableJson";
import { type Toleration, tolerationsFor } from "../../kubernetes/tolerations";
import { architectureLabel } from "../../kubernetes/wellKnown";
import { type NodeGroupFacts } from "../../platform";

/** Where pods may run, as data. */
export interface Placement {
    readonly nodeSelector: Readonly<Record<string, string>>;
    readonly tolerations: readonly Toleration[];
    /** Label of nodes to prefer, when there are any with room. */
    readonly preferred?: { readonly key: string; readonly value: string };
}

/** Label by which pods choose a GPU model; node groups carry it. */
const acceleratorLabel = "accelerator";
const spotLabel = "spot";

/** What decides where pods may run. */
export interface PlacementArgs {
    readonly accelerator?: AcceleratorName;
    readonly capacity: CapacityType;
    /** The one processor that their images are built for. Default: any. */
    readonly architecture?: Architecture;
    /** What the stack file says of nodes beside that. Default: nothing. */
    readonly nodeChoice?: NodeChoice;
}

/**
 * Nodes for pods of one accelerator and capacity. Spot pods tolerate spot nodes and prefer them, yet may run on on-demand
 * nodes of the same accelerator when no spot capacity is left; on-demand pods never tolerate spot.
 *
 * @throws Error when no node group has the accelerator; the stack file is checked for that before.
 */
export function placement(
    groups: readonly NodeGroupFacts[],
    { accelerator, capacity, architecture, nodeChoice = {} }: PlacementArgs,
): Placement {
    const matching = groups.filter((group) => group.accelerator === accelerator);
    const usable = matching
        .filter((group) => group.capacity === "on-demand" || capacity === "spot")
        .filter(({ labels, ownTaints = [] }) => admits({ labels, taints: ownTaints }, nodeChoice));
    const label = usable[0]?.labels[acceleratorLabel];
    if (accelerator !== undefined && label === undefined) {
        throw new Error(`no node group offers ${accelerator} with capacity ${capacity}`);
    }
    // Without accelerator pods stay on untainted nodes, unless they ask for spot.
    const tolerated = accelerator === undefined && capacity === "on-demand" ? [] : usable;
    return {
        nodeSelector: {
            ...nodeChoice.nodeSelector,
            ...(label !== undefined && { [acceleratorLabel]: label }),
            // Only where pods could meet another processor: pods of other stacks stay as they are.
            ...(architecture !== undefined &&
                usable.some((group) => group.architecture !== architecture) && { [architectureLabel]: architecture }),
        },
        tolerations: distinct([
            ...tolerationsFor(
                tolerated.flatMap(({ taints, ownTaints = [] }) => taints.filter((taint) => !ownTaints.includes(taint))),
            ),
            ...(nodeChoice.tolerations ?? []),
        ]),
        ...(capacity === "spot" && { preferred: { key: spotLabel, value: "true" } }),
    };
}

/** Each toleration once: the stack file may say what follows from its other keys anyway. */
function distinct(tolerations: readonly Toleration[]): readonly Toleration[] {
    return [...new Map(tolerations.map((each) => [stableJson(each), each])).values()];
}
