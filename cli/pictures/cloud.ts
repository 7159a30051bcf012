import { platformGraph } from "../../simulation/report/diagrams";
import { type Box, type Graph, type Node } from "../../simulation/report/graph";
import { type ReportModel } from "../../simulation/report/model";

/** The report's picture of a platform, with a node for each node group in the place of its workloads. */
export function cloud(model: ReportModel): Graph {
    const graph = platformGraph(model);
    const children = graph.children.map(folded);
    const ids = new Set(children.flatMap(idsOf));
    return { ...graph, children, edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

function folded(child: Node | Box): Node | Box {
    if (!("box" in child)) {
        return child;
    }
    return child.look.startsWith("group")
        ? { id: child.box, lines: child.box.split(": "), look: child.look.includes("spot") ? "job" : "workload" }
        : { ...child, children: child.children.map(folded) };
}

function idsOf(child: Node | Box): string[] {
    return "box" in child ? child.children.flatMap(idsOf) : [child.id];
}
