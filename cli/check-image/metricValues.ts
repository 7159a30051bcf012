import { type MetricFacts } from "../../components/observation/metrics/facts";
import { scoreEdges } from "../../components/observation/metrics/recorded";
import { type Sample } from "./metricsPage";

/** Most values of one label: each one is a series that Prometheus keeps for every pod. */
const maxLabelValues = 100;

/** What the values of a metric must be beyond what its type demands. */
const ranges: Readonly<Partial<Record<string, { readonly from: number; readonly to: number }>>> = {
    model_accuracy: { from: 0, to: 1 },
    inference_queue_depth: { from: 0, to: Number.MAX_VALUE },
};

/** Histograms that are compared with a target in seconds, which only an edge at the target can answer exactly. */
const withTarget: ReadonlySet<string> = new Set(["inference_duration_seconds"]);

/** Histograms whose buckets are read one by one, so that their edges are fixed; the last one is the largest value. */
const fixedEdges: Readonly<Partial<Record<string, readonly number[]>>> = { prediction_score: scoreEdges };

/**
 * The first thing that is wrong with the samples of one metric, undefined when nothing is.
 *
 * @param samples of all its series
 * @param targetSeconds latency target of the workload
 */
export function valueFault(
    name: string,
    facts: Pick<MetricFacts, "type" | "labels">,
    samples: readonly Sample[],
    targetSeconds: number,
): string | undefined {
    const byType =
        facts.type === "histogram"
            ? histogramFault(name, samples, withTarget.has(name) ? targetSeconds : undefined)
            : rangeFault(samples, ranges[name] ?? typeRange(facts.type));
    return byType ?? labelFault(facts, samples) ?? (name === "http_requests_total" ? requestFault(samples) : undefined);
}

function typeRange(type: MetricFacts["type"]) {
    return { from: type === "gauge" ? -Number.MAX_VALUE : 0, to: Number.MAX_VALUE };
}

function rangeFault(samples: readonly Sample[], { from, to }: { from: number; to: number }): string | undefined {
    const wrong = samples.find(({ value }) => !(value >= from && value <= to));
    if (wrong === undefined) {
        return undefined;
    }
    const allowed = to === Number.MAX_VALUE ? (from === 0 ? "a number from 0" : "a number") : `from ${from} to ${to}`;
    return `is ${wrong.value} in line ${wrong.line}: must be ${allowed}`;
}

function histogramFault(name: string, samples: readonly Sample[], target: number | undefined): string | undefined {
    const negative = rangeFault(
        samples.filter((sample) => sample.name !== `${name}_sum`),
        typeRange("counter"),
    );
    if (negative !== undefined) {
        return negative;
    }
    const withoutEdge = samples.find((sample) => sample.name === `${name}_bucket` && isNaN(edgeOf(sample)));
    if (withoutEdge !== undefined) {
        return `has a bucket without a number as its label le in line ${withoutEdge.line}`;
    }
    for (const series of groupBy(samples, labelsWithoutEdge).values()) {
        const buckets = series
            .filter((sample) => sample.name === `${name}_bucket`)
            .sort((a, b) => edgeOf(a) - edgeOf(b));
        const count = series.find((sample) => sample.name === `${name}_count`);
        const falling = buckets.find((bucket, i) => bucket.value < (buckets[i - 1]?.value ?? 0));
        if (falling !== undefined) {
            return `counts fewer in the bucket of line ${falling.line} than in a smaller one: buckets are cumulative`;
        }
        const last = buckets.at(-1);
        if (last === undefined || edgeOf(last) !== Infinity) {
            return `lacks the bucket with le="+Inf" in a series`;
        }
        if (count === undefined || count.value !== last.value) {
            return `has a _count that differs from the bucket with le="+Inf" in line ${last.line}`;
        }
        if (target !== undefined && !buckets.some((bucket) => edgeOf(bucket) === target)) {
            return (
                `has no bucket edge at the latency target of ${target} s: a percentile near it would be a guess ` +
                `(edges: ${edgeTexts(buckets)})`
            );
        }
        const fault = edgeFault(buckets, fixedEdges[name] ?? []);
        if (fault !== undefined) {
            return fault;
        }
    }
    return undefined;
}

/** What makes the bins of a histogram with fixed edges incomplete: an edge that is missing, values beyond the last. */
function edgeFault(buckets: readonly Sample[], edges: readonly number[]): string | undefined {
    const missing = edges.filter((edge) => !buckets.some((bucket) => edgeOf(bucket) === edge));
    if (missing.length > 0) {
        return (
            `has no bucket edge at ${missing.join(", ")}: drift counts the predictions between these edges, and is not ` +
            `measured without one of them (edges: ${edgeTexts(buckets)})`
        );
    }
    const largest = buckets.find((bucket) => edgeOf(bucket) === edges.at(-1));
    const beyond = largest === undefined ? 0 : (buckets.at(-1)?.value ?? 0) - largest.value;
    return beyond > 0
        ? `counts ${beyond} above ${edges.at(-1)} in line ${largest?.line}: must be from 0 to ${edges.at(-1)}`
        : undefined;
}

function edgeTexts(buckets: readonly Sample[]): string {
    return buckets.map((bucket) => bucket.labels.get("le")).join(", ");
}

/** Prometheus writes edges as numbers; NaN when a bucket has none. */
function edgeOf({ labels }: Sample): number {
    const edge = labels.get("le") ?? "";
    return edge === "+Inf" ? Infinity : edge === "" ? NaN : Number(edge);
}

function labelsWithoutEdge({ labels }: Sample): string {
    return JSON.stringify([...labels].filter(([label]) => label !== "le").sort());
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(key(item));
        if (group === undefined) {
            groups.set(key(item), [item]);
        } else {
            group.push(item);
        }
    }
    return groups;
}

function labelFault(facts: Pick<MetricFacts, "labels">, samples: readonly Sample[]): string | undefined {
    const names = new Set(samples.flatMap(({ labels }) => [...labels.keys()]));
    for (const label of [...names].filter((each) => each !== "le")) {
        const values = new Set(samples.map(({ labels }) => labels.get(label) ?? ""));
        if (values.size > maxLabelValues) {
            return (
                `has ${values.size} values of label ${label}, of which each is a series of its own: must be at most ` +
                `${maxLabelValues}`
            );
        }
        if (facts.labels.includes(label) && values.has("")) {
            return `lacks label ${label} in a series`;
        }
    }
    return undefined;
}

/** Paths of requests instead of patterns of routes, and codes that no query matches. */
function requestFault(samples: readonly Sample[]): string | undefined {
    const status = samples.find(({ labels }) => !/^[1-5]\d\d$/.test(labels.get("status") ?? ""));
    if (status !== undefined) {
        return `has status "${status.labels.get("status")}" in line ${status.line}: must be the three digits of the answer`;
    }
    const paths = [...new Set(samples.map(({ labels }) => labels.get("path") ?? ""))];
    for (const [pattern, alike] of groupBy(paths, pathPattern)) {
        if (alike.length > 1) {
            return `has paths of requests, such as ${alike.slice(0, 2).join(" and ")}: must be the route's pattern, such as ${pattern}`;
        }
    }
    return undefined;
}

/** A path with what looks like an identifier replaced: numbers, UUIDs, long hexadecimal words, and the query. */
function pathPattern(path: string): string {
    return path
        .replace(/\?.*$/, "")
        .split("/")
        .map((segment) => (/^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})$/i.test(segment) ? "{id}" : segment))
        .join("/");
}
