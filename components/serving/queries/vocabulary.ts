import { gpusOf } from "../../../config/serving/pod";
import { ownMetric, type OwnMetricType } from "../../../config/serving/ownMetrics";
import { type ServingConfig } from "../../../config/serving/serving";
import { labelsOf, type MetricName, metrics, seriesNames, targetLabels } from "../../observation/catalogue";
import { type MetricFacts } from "../../observation/metrics/facts";
import { recordedLabels } from "../../observation/metrics/recorded";
import { isRecorded } from "../observation/recordingRules";
import { type MetricsEndpoint } from "../plan";
import { type Vocabulary } from "./words";

/**
 * The metrics that tell the pods of one version from those of another and that this workload has, and those it declares. A
 * metric of the whole cluster has no label that a query could be narrowed to the workload by.
 */
export function vocabularyOf(
    config: ServingConfig,
    endpoint: Pick<MetricsEndpoint, "dialect" | "queue">,
    retentionDays: number,
): Vocabulary {
    const has = { metrics: endpoint, gpus: gpusOf(config) };
    const known = (Object.keys(metrics) as MetricName[])
        .filter((name) => recordedLabels.every((label) => labelsOf(name).includes(label)))
        .filter((name) => isStored(name, has))
        .map((name) => ({ name: name, type: metrics[name].type, labels: labelsOf(name) }));
    const declared = Object.entries(config.metrics ?? {}).map(([name, metric]) => {
        const { type, labels } = ownMetric(metric);
        const bucket = type === "histogram" ? ["le"] : [];
        return { name, type, labels: [...labels, ...bucket, ...targetLabels] };
    });
    const all = [...declared, ...known];
    return {
        series: new Map(
            all.flatMap(({ name, type, labels }) =>
                seriesOf(name, type).map((series) => [series, { grows: type !== "gauge", labels }] as const),
            ),
        ),
        histograms: new Set(all.filter(({ type }) => type === "histogram").map(({ name }) => name)),
        declares: config.metrics !== undefined,
        retentionDays,
    };
}

function isStored(name: MetricName, has: Parameters<typeof isRecorded>[1]): boolean {
    const { source }: MetricFacts = metrics[name];
    return source === "recorded"
        ? isRecorded(name, has)
        : source === "istio" || source === "prometheus" || source === has.metrics.dialect;
}

/** Names under which a metric's series are stored: a histogram has three. */
export function seriesOf(name: string, type: OwnMetricType): readonly string[] {
    return type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

const knownNames = new Set((Object.keys(metrics) as MetricName[]).flatMap((name) => [name, ...seriesNames(name)]));

/** Why a metric cannot be declared under this name; undefined where it can. */
export function nameFault(name: string, type: OwnMetricType): string | undefined {
    if ([name, ...seriesOf(name, type)].some((each) => knownNames.has(each))) {
        return "is a metric that the platform knows: leave it out, queries may ask for it anyway";
    }
    return /^(istio|envoy|__)/.test(name)
        ? "begins as the metrics of the mesh's proxy do, which share the page with the server's: give it another name"
        : undefined;
}

/** Why a declared metric cannot have this label; undefined where it can. */
export function labelFault(label: string): string | undefined {
    const own: readonly string[] = targetLabels;
    return own.includes(label) || label.startsWith("__") || label === "le"
        ? `is "${label}", which Prometheus writes itself: give it another name`
        : undefined;
}
