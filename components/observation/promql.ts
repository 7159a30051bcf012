import { type MetricName } from "./catalogue";

type HistogramSeries = `${MetricName}_bucket` | `${MetricName}_sum` | `${MetricName}_count`;
type Matcher = string | { readonly matches: string } | { readonly not: string } | { readonly differs: string };
type Matchers = Readonly<Record<string, Matcher>>;

/**
 * A series with label matchers; values are escaped. `matches` and `differs` take regular expressions (`=~`, `!~`), `not` a
 * value (`!=`).
 */
export function series(name: MetricName | HistogramSeries, matchers: Matchers = {}): string {
    const text = labelMatchers(matchers);
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
