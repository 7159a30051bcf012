import { createRequire } from "node:module";
import type { SyntaxNodeRef, Tree } from "@lezer/common";
import type { LRParser } from "@lezer/lr";

// The package has a CommonJS form, which its types do not tell.
const { parser } = createRequire(__filename)("@prometheus-io/lezer-promql") as { parser: LRParser };

/** A query by Prometheus' own grammar. */
export function parseQuery(query: string): Tree {
    return parser.parse(query);
}

export type QueryNode = SyntaxNodeRef;
