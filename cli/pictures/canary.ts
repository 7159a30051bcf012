import { at, list, num, str } from "../../policy/model/read";
import { type Graph, type Node } from "../../simulation/report/graph";
import { type ReportModel } from "../../simulation/report/model";
import { arrow, chain, node } from "./flow";

const rollback = "Rollback";

/** The steps of a stack's first canary, as its Rollout has them: a node per weight with the pause after it, and per analysis. */
export function canary({ manifests }: ReportModel): Graph {
    const canaries = manifests.map(({ object }) => at(object, "spec", "strategy", "canary"));
    const found = canaries.find((each) => list(at(each, "steps")).length > 0);
    const judgedFrom = num(at(found, "analysis", "startingStep")) ?? 0;
    const nodes: Node[] = [];
    const judged: string[] = [];
    list(at(found, "steps")).forEach((step, i) => {
        const weight = num(at(step, "setWeight"));
        const pause = str(at(step, "pause", "duration"));
        const last = nodes.at(-1);
        if (weight !== undefined) {
            nodes.push(node(`${weight} %`, "workload", "of the requests"));
        } else if (pause !== undefined && last !== undefined) {
            nodes[nodes.length - 1] = { ...last, lines: [...last.lines, `for ${pause}`] };
        } else {
            nodes.push(node("Analysis", "gateway", "accuracy, errors,", "latency"));
        }
        if (i >= judgedFrom && pause === undefined) {
            judged.push(nodes.at(-1)?.id ?? "");
        }
    });
    const start = node("New version", "store", "beside the stable one");
    return {
        direction: "LR",
        children: [start, ...nodes, node(rollback, "outside", "all requests to", "the stable version")],
        edges: [
            ...chain(start.id, ...nodes.map(({ id }) => id)),
            // The last weight is the end: the version is the stable one.
            ...judged.slice(0, -1).map((id) => arrow(id, rollback, undefined, "entry")),
        ],
    };
}
