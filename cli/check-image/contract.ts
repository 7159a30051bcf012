import { type MetricName, metrics, seriesOf } from "../../components/observation/catalogue";
import { type MetricFacts } from "../../components/observation/metrics/facts";
import { ownMetric, type OwnMetrics } from "../../config/serving/ownMetrics";
import { type MetricsPage, parseMetrics } from "./metricsPage";
import { valueFault } from "./metricValues";

/** Result of checking one promise of docs/serving-contract.md. */
export interface Finding {
    readonly promise: string;
    readonly verdict: "kept" | "broken" | "not seen";
    /** What is wrong and what to do; undefined when kept. */
    readonly detail?: string;
}

/** An HTTP answer, or the reason why there is none. */
export type Answer =
    { readonly status: number; readonly type: string; readonly body: string } | { readonly failure: string };

export type Get = (path: string) => Promise<Answer>;

const endpoints = ["/startup", "/ready", "/health"] as const;
const metricsPath = "/metrics";

/** Metrics that a server may omit while it has no value for them. */
const mayBeAbsent: ReadonlySet<string> = new Set(["model_accuracy"]);

/** What a workload expects of its image beyond the contract of all images. */
export interface Expected {
    /** Latency target in seconds. */
    readonly targetSeconds: number;
    /** Metrics that it declares. */
    readonly metrics: OwnMetrics;
}

/** Checks every promise that is visible from outside the container. */
export async function checkContract(get: Get, expected: Expected): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    for (const path of endpoints) {
        findings.push(endpointFinding(path, await get(path)));
    }
    return [...findings, ...metricsFindings(await get(metricsPath), expected)];
}

function endpointFinding(path: string, answer: Answer): Finding {
    const promise = `GET ${path} answers 200`;
    if ("failure" in answer) {
        return { promise, verdict: "broken", detail: answer.failure };
    }
    return answer.status === 200
        ? { promise, verdict: "kept" }
        : { promise, verdict: "broken", detail: `answered ${answer.status}: is the model loaded?` };
}

function metricsFindings(answer: Answer, { targetSeconds, metrics: declared }: Expected): Finding[] {
    const finding = endpointFinding(metricsPath, answer);
    if (finding.verdict !== "kept" || "failure" in answer) {
        return [finding];
    }
    const page = parseMetrics(answer.body);
    return [
        finding,
        formatFinding(answer.type, page),
        ...contractMetrics.map((name) => metricFinding(name, metrics[name], page, targetSeconds)),
        ...Object.entries(declared).map(([name, metric]) =>
            metricFinding(name, ownMetric(metric), page, targetSeconds, ", declared by the workload"),
        ),
    ];
}

/** Faults of the format that are listed one by one. */
const shownFaults = 3;

function formatFinding(type: string, { faults }: MetricsPage): Finding {
    const promise = "metrics are in Prometheus's text format";
    if (!type.startsWith("text/plain")) {
        return { promise, verdict: "broken", detail: `content type is "${type}": must be text/plain` };
    }
    if (faults.length === 0) {
        return { promise, verdict: "kept" };
    }
    const shown = faults.slice(0, shownFaults).map(({ line, reason }) => `line ${line} ${reason}`);
    const more = faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : [];
    return { promise, verdict: "broken", detail: [...shown, ...more].join("; ") };
}

/** The metrics of the contract, from the metric catalogue. */
const contractMetrics = (Object.keys(metrics) as MetricName[]).filter((name) => metrics[name].source === "contract");

function metricFinding(
    name: string,
    facts: Pick<MetricFacts, "type" | "labels">,
    page: MetricsPage,
    targetSeconds: number,
    origin = "",
): Finding {
    const promise = `${facts.type} ${name}{${facts.labels.join(", ")}}${origin}`;
    const broken = (detail: string): Finding => ({ promise, verdict: "broken", detail });
    const series = seriesOf(name, facts.type);
    const samples = page.samples.filter((sample) => series.includes(sample.name));
    const type = page.types.get(name);
    if (type === undefined && samples.length === 0) {
        return mayBeAbsent.has(name)
            ? { promise, verdict: "not seen", detail: "no sample yet, which is correct while no value is known" }
            : broken("no sample: send a few predictions first, then export it");
    }
    if (type !== facts.type) {
        return broken(
            type === undefined
                ? `has no TYPE line: must be a ${facts.type}`
                : `is declared as ${type}: must be a ${facts.type}`,
        );
    }
    if (samples.length === 0) {
        return { promise, verdict: "not seen", detail: "declared, but without a sample: send a few predictions first" };
    }
    const missingSeries = series.filter((each) => !samples.some((sample) => sample.name === each));
    if (missingSeries.length > 0) {
        return broken(`lacks ${missingSeries.join(" and ")}`);
    }
    const missing = facts.labels.filter((label) => !samples.some(({ labels }) => labels.has(label)));
    if (missing.length > 0) {
        return broken(`lacks label ${missing.join(", ")}`);
    }
    const fault = valueFault(name, facts, samples, targetSeconds);
    return fault === undefined ? { promise, verdict: "kept" } : broken(fault);
}
