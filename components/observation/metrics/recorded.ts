import { type Metrics } from "./facts";

/** Labels of every recorded series of a version, which identify its origin. */
export const recordedLabels = ["namespace", "workload", "version", "revision"] as const;

/** What identifies the scores of a model: the version and the content that a pod serves, whatever revision of it. */
export const scoreLabels = ["namespace", "workload", "version", "model_digest", "model", "model_version"] as const;

/** Upper edges of the bins of `prediction_score`, as the serving contract fixes them. */
export const scoreEdges = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** What identifies a workload, whatever its versions. */
const workloadLabels = ["namespace", "workload"] as const;

/** What identifies an objective: `slo` is `availability` or `latency`. */
const objectiveLabels = [...workloadLabels, "slo"] as const;

const nodeTypeLabels = ["label_node_kubernetes_io_instance_type", "label_spot"] as const;
const gpuPodLabels = ["namespace", "pod", "node", "workload"] as const;

function recorded<L extends readonly string[]>(unit: string, labels: L) {
    return { source: "recorded", type: "gauge", unit, labels } as const;
}

/** What GPUs cost and who has them (`components/addons/monitoring/costRules.ts`). */
const costMetrics = {
    "gpu:node_type_usd_per_hour": recorded("USD per hour", nodeTypeLabels),
    "gpu:node_type_gpus": recorded("GPUs", nodeTypeLabels),
    "gpu:node_usd_per_hour": recorded("USD per hour", ["node"]),
    "gpu:node_gpus": recorded("GPUs", ["node"]),
    "gpu:node_free_usd_per_hour": recorded("USD per hour", ["node"]),
    "gpu:pod_share_of_node": recorded("ratio", gpuPodLabels),
    "gpu:pod_usd_per_hour": recorded("USD per hour", gpuPodLabels),
    "gpu:workload_gpus": recorded("GPUs", workloadLabels),
    "gpu:workload_usd_per_hour": recorded("USD per hour", workloadLabels),
    "gpu:workload_idle_usd_per_hour": recorded("USD per hour", workloadLabels),
    "gpu:workload_hours:1d": recorded("GPU hours", workloadLabels),
    "gpu:workload_usd:1d": recorded("USD", workloadLabels),
    "gpu:hours_per_thousand_predictions:1d": recorded("GPU hours", workloadLabels),
    "gpu:usd_per_thousand_predictions:1d": recorded("USD", workloadLabels),
    "inference:answers:rate5m": recorded("requests per second", workloadLabels),
} as const satisfies Metrics;

/** Scores of predictions by bins of a tenth, for drift (`components/serving/observation/driftRules.ts`). */
const scoreMetrics = {
    "inference:scores:1h": recorded("predictions", [...scoreLabels, "bin"]),
    "inference:score_share:1h": recorded("ratio", [...scoreLabels, "bin"]),
    "inference:score_baseline": recorded("ratio", [...scoreLabels, "bin"]),
    "inference:score_psi": recorded("index", scoreLabels),
} as const satisfies Metrics;

/** Trainings that drift starts (`components/workloads/training/driftTrigger.ts`). */
const trainingMetrics = {
    "training:started_seconds": recorded("seconds since 1970", workloadLabels),
    "training:drift_due": recorded("1", workloadLabels),
} as const satisfies Metrics;

/** The one vocabulary of all workloads (`components/serving/observation`). */
export const recordedMetrics = {
    ...costMetrics,
    ...scoreMetrics,
    ...trainingMetrics,
    "inference:measured_pods": { source: "recorded", type: "gauge", unit: "pods", labels: recordedLabels },
    "inference:requests:rate1m": {
        source: "recorded",
        type: "gauge",
        unit: "requests per second",
        labels: recordedLabels,
    },
    "inference:requests:rate5m": {
        source: "recorded",
        type: "gauge",
        unit: "requests per second",
        labels: recordedLabels,
    },
    "inference:errors:ratio_rate5m": { source: "recorded", type: "gauge", unit: "ratio", labels: recordedLabels },
    "inference:latency_seconds:p50": { source: "recorded", type: "gauge", unit: "seconds", labels: recordedLabels },
    "inference:latency_seconds:p95": { source: "recorded", type: "gauge", unit: "seconds", labels: recordedLabels },
    "inference:latency_seconds:p95_1m": { source: "recorded", type: "gauge", unit: "seconds", labels: recordedLabels },
    "inference:latency_seconds:p99": { source: "recorded", type: "gauge", unit: "seconds", labels: recordedLabels },
    "inference:queue_depth": { source: "recorded", type: "gauge", unit: "requests", labels: recordedLabels },
    "inference:gpu_utilization": { source: "recorded", type: "gauge", unit: "ratio", labels: recordedLabels },
    "inference:accuracy": { source: "recorded", type: "gauge", unit: "ratio", labels: recordedLabels },
    "inference:cold_start_seconds": {
        source: "recorded",
        type: "gauge",
        unit: "seconds",
        labels: [...workloadLabels, "phase"],
    },
    "inference:slo:requests_rate5m": {
        source: "recorded",
        type: "gauge",
        unit: "requests per second",
        labels: workloadLabels,
    },
    "inference:slo:failures_rate5m": {
        source: "recorded",
        type: "gauge",
        unit: "requests per second",
        labels: objectiveLabels,
    },
    "inference:slo:objective": { source: "recorded", type: "gauge", unit: "ratio", labels: objectiveLabels },
    "inference:slo:budget_remaining": { source: "recorded", type: "gauge", unit: "ratio", labels: objectiveLabels },
    "inference:slo:burn_rate5m": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
    "inference:slo:burn_rate30m": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
    "inference:slo:burn_rate1h": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
    "inference:slo:burn_rate2h": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
    "inference:slo:burn_rate6h": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
    "inference:slo:burn_rate1d": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
    "inference:slo:burn_rate3d": { source: "recorded", type: "gauge", unit: "budgets", labels: objectiveLabels },
} as const satisfies Metrics;
