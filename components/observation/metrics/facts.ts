/** Where a metric comes from, and so which add-on has to run. */
export const metricSources = [
    "istio",
    "tensorflow-serving",
    "contract",
    "dcgm",
    "keda",
    "argo-rollouts",
    "kueue",
    "reloader",
    "cluster-autoscaler",
    "istiod",
    "kube-state-metrics",
    "kubelet",
    "prometheus",
    "alertmanager",
    "loki",
    "alloy",
    "otel-collector",
    "tempo",
    "k6",
    "recorded",
] as const;
export type MetricSource = (typeof metricSources)[number];

export interface MetricFacts {
    readonly source: MetricSource;
    readonly type: "counter" | "gauge" | "histogram";
    /** What one unit of the value is. */
    readonly unit: string;
    /** Labels that the source itself writes, or that Prometheus writes for its target where those are used. */
    readonly labels: readonly string[];
    /** Whether the series come through a workload's PodMonitor and so carry its labels too. */
    readonly scraped?: true;
    /** Whether exemplars stand beside the samples: ids of traces, for points on a panel. Default: none. */
    readonly exemplars?: true;
}

/** One file's part of the catalogue. */
export type Metrics = Readonly<Record<string, MetricFacts>>;

/** What Prometheus says of the target that a series comes from, for everything but workloads. */
export const podTarget = ["namespace", "pod", "job", "instance"] as const;
