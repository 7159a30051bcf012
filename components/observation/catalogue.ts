import { controllerMetrics } from "./metrics/controllers";
import { type MetricFacts, type Metrics } from "./metrics/facts";
import { gpuMetrics } from "./metrics/gpu";
import { kubernetesMetrics } from "./metrics/kubernetes";
import { loadTestMetrics } from "./metrics/loadTest";
import { platformMetrics } from "./metrics/platform";
import { recordedMetrics } from "./metrics/recorded";
import { servingMetrics } from "./metrics/servers";

/**
 * Every metric that rules, scaling, analysis, alerts and dashboards may ask for. A query with another name or label does
 * not pass the tests, so that a typing slip is no silent "no data".
 */
export const metrics = {
    ...servingMetrics,
    ...gpuMetrics,
    ...controllerMetrics,
    ...kubernetesMetrics,
    ...platformMetrics,
    ...loadTestMetrics,
    ...recordedMetrics,
} as const satisfies Metrics;

export type MetricName = keyof typeof metrics;
export type RecordedName = keyof typeof recordedMetrics;

/**
 * Labels that every series of a workload gets from its PodMonitor. `revision` tells the pods of a Rollout's new version
 * from those of the stable one; `model_digest` names the content that the pod serves.
 */
export const targetLabels = [
    "namespace",
    "pod",
    "container",
    "job",
    "instance",
    "endpoint",
    "workload",
    "version",
    "revision",
    "model_digest",
] as const;

/** Names under which a metric's series are stored: a histogram has three. */
export function seriesNames(name: MetricName): readonly string[] {
    return seriesOf(name, metrics[name].type);
}

/** The same for a metric that is not in the catalogue. */
export function seriesOf(name: string, type: MetricFacts["type"]): readonly string[] {
    return type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
}

const withExemplars = (Object.keys(metrics) as MetricName[]).filter((name) => {
    const facts: MetricFacts = metrics[name];
    return facts.exemplars === true;
});

/** Whether a query reads series with exemplars; recorded series have none. */
export function readsExemplars(query: string): boolean {
    return withExemplars.some((name) => query.includes(`${name}_bucket`));
}

/** Labels that a query may use on a series of this metric. */
export function labelsOf(name: MetricName): readonly string[] {
    const facts: MetricFacts = metrics[name];
    return [
        ...facts.labels,
        ...(facts.type === "histogram" ? ["le"] : []),
        ...(facts.scraped === true ? targetLabels : []),
    ];
}
