import { parseQuery, type QueryNode } from "../../../components/observation/promqlTree";

export interface Mutation {
    /** What is changed, for the message of a test that did not notice. */
    readonly what: string;
    readonly expr: string;
}

/** Each comparison's opposite. */
const opposites: Readonly<Record<string, string>> = {
    Gtr: "<",
    Lss: ">",
    Gte: "<",
    Lte: ">",
    Eql: "!=",
    Neq: "==",
};

interface Span {
    readonly from: number;
    readonly to: number;
}

/**
 * Mistakes that an edit of an expression makes: a metric of another name, a matcher that is gone, a turned comparison. A
 * matcher goes wherever it stands: where series are joined by their labels, one of several equal matchers is redundant.
 */
export function mutations(expr: string): readonly Mutation[] {
    const found: Mutation[] = [];
    const matchers = new Map<string, Span[]>();
    const text = ({ from, to }: Span) => expr.slice(from, to);
    const replace = (spans: readonly Span[], by: string, what: string) => {
        const mutated = [...spans]
            .reverse()
            .reduce((done, { from, to }) => done.slice(0, from) + by + done.slice(to), expr);
        found.push({ what, expr: mutated });
    };
    const enter = (node: QueryNode) => {
        if (node.name === "VectorSelector") {
            const metric = node.node.getChild("Identifier");
            if (metric !== null) {
                replace([metric], `${text(metric)}_renamed`, `renamed ${text(metric)}`);
            }
        }
        if (node.name === "UnquotedLabelMatcher") {
            // With the comma that follows: a list may end with one, but not begin.
            const comma = /^\s*,\s*/.exec(expr.slice(node.to))?.[0] ?? "";
            const span = { from: node.from, to: node.to + comma.length };
            matchers.set(text(node), [...(matchers.get(text(node)) ?? []), span]);
        }
        // Matchers have operators of the same names.
        const opposite = node.node.parent?.name === "BinaryExpr" ? opposites[node.name] : undefined;
        if (opposite !== undefined) {
            replace([node], opposite, `turned the comparison at ${node.from}`);
        }
    };
    parseQuery(expr).iterate({ enter });
    for (const [matcher, spans] of matchers) {
        replace(spans, "", `dropped ${matcher}`);
    }
    return found;
}
