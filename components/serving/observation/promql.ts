import { type MetricName } from "./catalogue";

type HistogramSeries = `${MetricName}_bucket` | `${MetricName}_sum` | `${MetricName}_count`;
type Matchers = Readonly<Record<string, string | { readonly matches: string }>>;

/** A series with label matchers; values are escaped. A value given as `matches` is a regular expression. */
export function series(name: MetricName | HistogramSeries, matchers: Matchers): string {
    const parts = Object.entries(matchers).map(([label, value]) =>
        typeof value === "string" ? `${label}=${quoted(value)}` : `${label}=~${quoted(value.matches)}`,
    );
    return `${name}{${parts.join(", ")}}`;
}

function quoted(value: string): string {
    return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
