import { labelsOf, type MetricName, metrics, seriesNames } from "../../../components/observation/catalogue";
import { type InputSeries } from "./promtool";

/** Values of labels by name, the most common one first; a label without a row has one value for all metrics. */
const values: Readonly<Record<string, readonly string[]>> = {
    namespace: ["ml-production"],
    exported_namespace: ["ml-production"],
    workload: ["scorer"],
    name: ["scorer"],
    label_app: ["scorer"],
    scaledObject: ["scorer"],
    horizontalpodautoscaler: ["keda-hpa-scorer"],
    service: ["scorer.ml-production"],
    destination_workload: ["scorer"],
    destination_workload_namespace: ["ml-production"],
    version: ["v1", "v2"],
    label_version: ["v1", "v2"],
    revision: ["stable", "canary"],
    container: ["server"],
    node: ["node-1"],
    hostname: ["node-1"],
    reporter: ["destination", "source"],
    response_code: ["200", "403", "503"],
    grpc_response_status: ["0", "14"],
    connection_security_policy: ["mutual_tls", "none"],
    slo: ["availability", "latency"],
    phase: ["Running", "Pending", "Progressing", "Degraded", "Healthy"],
    resource: ["nvidia_com_gpu", "cpu"],
    condition: ["Ready", "ScalingActive", "true"],
    status: ["true", "false"],
    status_code: ["200", "500"],
    label_accelerator: ["t4", ""],
    label_spot: ["true", ""],
    le: ["100", "500", "+Inf"],
};

/** Of two hours: enough for every range but those of error budgets, which are recorded. */
const samples = 480;

/**
 * Every series of the catalogue as a stack with one workload stores them: one with the most common value of each label, and
 * one for each other value of a label. Gauges stand at 1, counters grow; one target
 * does not answer.
 */
export function exampleSeries(): readonly InputSeries[] {
    const series = (Object.keys(metrics) as MetricName[]).flatMap((metric) =>
        seriesNames(metric).flatMap((name) => {
            const labels = labelsOf(metric).filter((label) => label !== "le" || name.endsWith("_bucket"));
            return labelSets(labels).map((set, i) => ({
                series: written(name, set),
                values: metrics[metric].type === "gauge" ? `1+0x${samples}` : `0+${15 * (i + 1)}x${samples}`,
            }));
        }),
    );
    return [...series, { series: written("up", { job: "gone" }), values: `0+0x${samples}` }];
}

function written(name: string, labels: Readonly<Record<string, string>>): string {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return `${name}{${pairs.join(", ")}}`;
}

function labelSets(labels: readonly string[]): readonly Readonly<Record<string, string>>[] {
    const of = (label: string) => values[label] ?? [`some-${label.replaceAll("_", "-")}`];
    const common = Object.fromEntries(labels.map((label) => [label, of(label)[0] ?? ""]));
    const others = labels.flatMap((label) =>
        of(label)
            .slice(1)
            .map((value) => ({ ...common, [label]: value })),
    );
    return [common, ...others];
}

/** Values of the variables of dashboards, for queries on these series. */
export const exampleVariables: Readonly<Record<string, string>> = {
    namespace: "ml-production",
    workload: "scorer",
    rollout: "scorer",
    version: "v1",
    test: "some-testid",
};
