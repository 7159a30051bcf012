import { type MetricName, type metrics, type targetLabels } from "./catalogue";

type HistogramSeries = `${MetricName}_bucket` | `${MetricName}_sum` | `${MetricName}_count`;
type Matcher = string | { readonly matches: string } | { readonly not: string } | { readonly differs: string };
type Matchers = Readonly<Record<string, Matcher>>;

type Catalogue = typeof metrics;
type MetricOf<S extends string> = S extends `${infer M extends MetricName}_${"bucket" | "sum" | "count"}`
    ? M
    : S extends MetricName
      ? S
      : never;
type LabelOf<M extends MetricName> =
    | Catalogue[M]["labels"][number]
    | (Catalogue[M] extends { readonly scraped: true } ? (typeof targetLabels)[number] : never)
    | (Catalogue[M]["type"] extends "histogram" ? "le" : never);

/**
 * A series with label matchers; values are escaped. `matches` and `differs` take regular expressions (`=~`, `!~`), `not` a
 * value (`!=`). A metric or a label that the catalogue does not have does not compile.
 */
export function series<S extends MetricName | HistogramSeries>(
    name: S,
    matchers?: Readonly<Partial<Record<LabelOf<MetricOf<S>>, Matcher>>>,
): string {
    const text = labelMatchers((matchers ?? {}) as Matchers);
    return text === "" ? name : `${name}{${text}}`;
}

/** Matchers as they stand between braces; values are escaped. */
export function labelMatchers(matchers: Matchers): string {
    return Object.entries(matchers)
        .map(([label, matcher]) => `${label}${condition(matcher)}`)
        .join(", ");
}

function condition(matcher: Matcher): string {
    if (typeof matcher === "string") {
        return `=${quoted(matcher)}`;
    }
    if ("matches" in matcher) {
        return `=~${quoted(matcher.matches)}`;
    }
    return "not" in matcher ? `!=${quoted(matcher.not)}` : `!~${quoted(matcher.differs)}`;
}

function quoted(value: string): string {
    return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
