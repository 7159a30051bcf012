import { type Fault } from "../../config/fault";
import { type Taint, tolerated, type Toleration } from "./tolerations";

/** What a stack file says of the nodes that pods may run on, beside their GPU, processor and capacity. */
export interface NodeChoice {
    /** Labels that nodes must have. Default: none. */
    readonly nodeSelector?: Readonly<Record<string, string>>;
    /** Default: none. */
    readonly tolerations?: readonly Toleration[];
}

/** Equal nodes, as far as pods choose among them. */
export interface ChoosableNodes {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Taints that pods must tolerate by themselves. */
    readonly taints: readonly Taint[];
}

/** Whether nodes have the labels that pods ask for, and no taint that keeps them away. */
export function admits(nodes: Omit<ChoosableNodes, "name">, choice: NodeChoice): boolean {
    return hasLabels(nodes, choice) && untolerated(nodes, choice).length === 0;
}

function hasLabels({ labels }: Pick<ChoosableNodes, "labels">, { nodeSelector = {} }: NodeChoice): boolean {
    return Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
}

function untolerated({ taints }: Pick<ChoosableNodes, "taints">, { tolerations = [] }: NodeChoice): readonly Taint[] {
    return taints.filter((taint) => taint.effect !== "PreferNoSchedule" && !tolerated(taint, tolerations));
}

/** Why no nodes of those that pods may otherwise run on take them. Undefined: some do, or there are none at all. */
export function choiceFault(path: string, choice: NodeChoice, all: readonly ChoosableNodes[]): Fault | undefined {
    if (all.length === 0 || all.some((nodes) => admits(nodes, choice))) {
        return undefined;
    }
    const matching = all.filter((nodes) => hasLabels(nodes, choice));
    if (matching.length === 0) {
        const there = all.map(({ name, labels }) => `${name} has ${pairs(labels) || "none"}`).join("; ");
        return {
            path: `${path}.nodeSelector`,
            reason:
                `is ${pairs(choice.nodeSelector ?? {})}, and no nodes that the pods may otherwise run on have these labels: ` +
                `${there}. Choose among them, or add labels to a group`,
        };
    }
    const kept = matching
        .map((nodes) => `${nodes.name} has ${untolerated(nodes, choice).map(taintText).join(" and ")}`)
        .join("; ");
    return {
        path: `${path}.tolerations`,
        reason: `do not bear the taints of any nodes that the pods may otherwise run on: ${kept}. Add one of them, or a group without taints`,
    };
}

function pairs(labels: Readonly<Record<string, string>>): string {
    return Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(", ");
}

function taintText({ key, value, effect }: Taint): string {
    return `${key}${value === "" ? "" : `=${value}`}:${effect}`;
}
