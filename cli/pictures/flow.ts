import { type Edge, type Graph, type Node } from "../../simulation/report/graph";

/** A node whose first line is its name in the edges too. */
export function node(name: string, look: string, ...lines: readonly string[]): Node {
    return { id: name, lines: [name, ...lines], look };
}

/** An arrow from each name to the next. */
export function chain(...names: readonly string[]): Edge[] {
    return names.slice(1).map((to, i) => ({ from: names[i] ?? "", to, look: "call" }));
}

/** An arrow with a label. */
export function arrow(from: string, to: string, label?: string, look = "call"): Edge {
    return { from, to, look, ...(label !== undefined && { label }) };
}

/** Steps one after the other. */
export function steps(direction: Graph["direction"], ...nodes: readonly Node[]): Graph {
    return { direction, children: nodes, edges: chain(...nodes.map(({ id }) => id)) };
}
