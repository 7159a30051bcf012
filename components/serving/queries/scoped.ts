import { labelMatchers } from "../../observation/promql";
import { parseQuery } from "../../observation/promqlTree";

/** A query of the user's own, whose every selector is narrowed to these labels. The query has passed `queryFaults`. */
export function scoped(query: string, labels: Readonly<Record<string, string>>): string {
    const insertions: { readonly at: number; readonly text: string }[] = [];
    const matchers = labelMatchers(labels);
    parseQuery(query).iterate({
        enter: ({ name, node }) => {
            if (name !== "VectorSelector") {
                return;
            }
            const braces = node.getChild("LabelMatchers");
            const empty = braces?.firstChild === null;
            insertions.push(
                braces === null
                    ? { at: node.to, text: `{${matchers}}` }
                    : { at: braces.from + 1, text: empty ? matchers : `${matchers}, ` },
            );
        },
    });
    return insertions.reduceRight((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), query);
}
