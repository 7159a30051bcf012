import { type Metrics } from "./facts";

/** Labels of every recorded series of a version, which identify its origin. */
export const recordedLabels = ["namespace", "workload", "version", "revision"] as const;

/** What identifies a workload, whatever its versions. */
const workloadLabels = ["namespace", "workload"] as const;

/** What identifies an objective: `slo` is `availability` or `latency`. */
const objectiveLabels = [...workloadLabels, "slo"] as const;

/** The one vocabulary of all workloads (`components/serving/observation`). */
export const recordedMetrics = {
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
