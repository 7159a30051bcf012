import { createRequire } from "node:module";
import type { SyntaxNode, SyntaxNodeRef, Tree } from "@lezer/common";
import type { LRParser } from "@lezer/lr";

let parser: LRParser | undefined;

/** A query by Prometheus' own grammar. The parser is loaded with the first query: most stacks have none of their own. */
export function parseQuery(query: string): Tree {
    // The package has a CommonJS form, which its types do not tell.
    parser ??= (createRequire(__filename)("@prometheus-io/lezer-promql") as { parser: LRParser }).parser;
    return parser.parse(query);
}

export type QueryNode = SyntaxNodeRef;

/** Nodes directly below a node. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
    const children: SyntaxNode[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
        children.push(child);
    }
    return children;
}
