import {
    type MetricName,
    metrics,
    type MetricFacts,
    seriesNames,
} from "../../components/serving/observation/catalogue";
import { parseMetrics } from "./metricsPage";

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
const mayBeAbsent: ReadonlySet<MetricName> = new Set(["model_accuracy"]);

/** Checks every promise that is visible from outside the container. */
export async function checkContract(get: Get): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    for (const path of endpoints) {
        findings.push(endpointFinding(path, await get(path)));
    }
    return [...findings, ...metricsFindings(await get(metricsPath))];
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

function metricsFindings(answer: Answer): Finding[] {
    const page = endpointFinding(metricsPath, answer);
    if (page.verdict !== "kept" || "failure" in answer) {
        return [page];
    }
    const format = "metrics are in Prometheus's text format";
    const { types, labels, broken } = parseMetrics(answer.body);
    const text = answer.type.startsWith("text/plain") || answer.type.startsWith("application/openmetrics-text");
    const formatFinding: Finding = !text
        ? { promise: format, verdict: "broken", detail: `content type is "${answer.type}": must be text/plain` }
        : broken.length > 0
          ? { promise: format, verdict: "broken", detail: `line ${broken.join(", ")} cannot be read` }
          : { promise: format, verdict: "kept" };
    return [page, formatFinding, ...contractMetrics.map((name) => metricFinding(name, types, labels))];
}

/** The metrics of the contract, from the metric catalogue. */
const contractMetrics = (Object.keys(metrics) as MetricName[]).filter((name) => metrics[name].source === "contract");

function metricFinding(
    name: MetricName,
    types: ReadonlyMap<string, string>,
    labels: ReadonlyMap<string, ReadonlySet<string>>,
): Finding {
    const facts: MetricFacts = metrics[name];
    const promise = `${facts.type} ${name}{${facts.labels.join(", ")}}`;
    // Some client libraries declare a counter without its suffix.
    const type = types.get(name) ?? types.get(name.replace(/_total$/, ""));
    const present = seriesNames(name).filter((series) => labels.has(series));
    if (type === undefined && present.length === 0) {
        const detail = mayBeAbsent.has(name)
            ? "no sample yet, which is correct while no value is known"
            : "no sample: send a few predictions first, then export it";
        return { promise, verdict: mayBeAbsent.has(name) ? "not seen" : "broken", detail };
    }
    if (type !== undefined && type !== facts.type) {
        return { promise, verdict: "broken", detail: `is declared as ${type}: must be a ${facts.type}` };
    }
    const missingSeries = seriesNames(name).filter((series) => !labels.has(series));
    if (present.length === 0) {
        return { promise, verdict: "not seen", detail: "declared, but without a sample: send a few predictions first" };
    }
    if (missingSeries.length > 0) {
        return { promise, verdict: "broken", detail: `lacks ${missingSeries.join(" and ")}` };
    }
    const found = labels.get(present[0] ?? "") ?? new Set<string>();
    const missing = facts.labels.filter((label) => !found.has(label));
    return missing.length === 0
        ? { promise, verdict: "kept" }
        : { promise, verdict: "broken", detail: `lacks label ${missing.join(", ")}` };
}
