/** Where a metric comes from; who reads the table learns which add-on has to run. */
export const metricSources = [
    "istio",
    "tensorflow-serving",
    "contract",
    "dcgm",
    "keda",
    "argo-rollouts",
    "kube-state-metrics",
    "prometheus",
    "recorded",
] as const;
export type MetricSource = (typeof metricSources)[number];

export interface MetricFacts {
    readonly source: MetricSource;
    readonly type: "counter" | "gauge" | "histogram";
    /** What one unit of the value is. */
    readonly unit: string;
    /** Labels that the source itself writes. */
    readonly labels: readonly string[];
    /** Whether the series come through a workload's PodMonitor and so carry its labels too. */
    readonly scraped?: true;
}

/**
 * Labels that every series of a workload gets from its PodMonitor. `revision` tells the pods of a Rollout's new version
 * from those of the stable one; `model_digest` names the content that the pod serves.
 */
const targetLabels = [
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

/** What every recorded series says of its origin. */
export const recordedLabels = ["namespace", "workload", "version", "revision"] as const;

const istioLabels = [
    "reporter",
    "source_workload",
    "source_workload_namespace",
    "source_principal",
    "source_app",
    "source_version",
    "destination_service",
    "destination_service_name",
    "destination_service_namespace",
    "destination_workload",
    "destination_workload_namespace",
    "destination_app",
    "destination_version",
    "destination_principal",
    "destination_canonical_service",
    "destination_canonical_revision",
    "request_protocol",
    "response_code",
    "grpc_response_status",
    "response_flags",
    "connection_security_policy",
] as const;

const dcgmLabels = ["gpu", "UUID", "device", "modelName", "hostname", "namespace", "pod", "container"] as const;
const scaledObjectLabels = ["namespace", "scaledObject", "scaler", "metric", "triggerIndex", "type"] as const;

/**
 * Every metric that rules, scaling, analysis, alerts and dashboards may ask for. A query with another name or label does
 * not pass the tests, so that a typing slip is no silent "no data". Sources of the rows: Istio's standard metrics;
 * TensorFlow Serving 2.19 (`monitoring`, `servables`) and TensorFlow's loader (`cc/saved_model/loader.cc`); dcgm-exporter `default-counters.csv`; KEDA 2.20 and Argo Rollouts 1.9
 * controller metrics; kube-state-metrics 2.20; docs/serving-contract.md.
 */
export const metrics = {
    istio_requests_total: { source: "istio", type: "counter", unit: "requests", labels: istioLabels, scraped: true },
    istio_request_duration_milliseconds: {
        source: "istio",
        type: "histogram",
        unit: "milliseconds",
        labels: istioLabels,
        scraped: true,
    },
    ":tensorflow:serving:request_count": {
        source: "tensorflow-serving",
        type: "counter",
        unit: "requests",
        labels: ["model_name", "status"],
        scraped: true,
    },
    ":tensorflow:serving:request_latency": {
        source: "tensorflow-serving",
        type: "histogram",
        unit: "microseconds",
        labels: ["model_name", "API", "entrypoint"],
        scraped: true,
    },
    ":tensorflow:serving:runtime_latency": {
        source: "tensorflow-serving",
        type: "histogram",
        unit: "microseconds",
        labels: ["model_name", "API", "runtime"],
        scraped: true,
    },
    ":tensorflow:serving:batching_session:queuing_latency": {
        source: "tensorflow-serving",
        type: "histogram",
        unit: "microseconds",
        labels: ["thread_pool_name"],
        scraped: true,
    },
    // Written when a model is loaded, so that it is there before the first request.
    ":tensorflow:cc:saved_model:load_attempt_count": {
        source: "tensorflow-serving",
        type: "counter",
        unit: "attempts",
        labels: ["model_path", "status"],
        scraped: true,
    },
    http_requests_total: {
        source: "contract",
        type: "counter",
        unit: "requests",
        labels: ["method", "path", "status"],
        scraped: true,
    },
    inference_duration_seconds: {
        source: "contract",
        type: "histogram",
        unit: "seconds",
        labels: ["model", "model_version"],
        scraped: true,
    },
    inference_queue_depth: { source: "contract", type: "gauge", unit: "requests", labels: ["model"], scraped: true },
    model_accuracy: {
        source: "contract",
        type: "gauge",
        unit: "ratio",
        labels: ["model", "model_version"],
        scraped: true,
    },
    prediction_score: {
        source: "contract",
        type: "histogram",
        unit: "score",
        labels: ["model", "model_version"],
        scraped: true,
    },
    DCGM_FI_DEV_GPU_UTIL: { source: "dcgm", type: "gauge", unit: "percent", labels: dcgmLabels },
    DCGM_FI_DEV_FB_USED: { source: "dcgm", type: "gauge", unit: "mebibytes", labels: dcgmLabels },
    DCGM_FI_DEV_FB_FREE: { source: "dcgm", type: "gauge", unit: "mebibytes", labels: dcgmLabels },
    DCGM_FI_DEV_GPU_TEMP: { source: "dcgm", type: "gauge", unit: "celsius", labels: dcgmLabels },
    DCGM_FI_DEV_POWER_USAGE: { source: "dcgm", type: "gauge", unit: "watts", labels: dcgmLabels },
    DCGM_EXP_XID_ERRORS_COUNT: { source: "dcgm", type: "gauge", unit: "errors", labels: [...dcgmLabels, "xid"] },
    keda_scaler_metrics_value: { source: "keda", type: "gauge", unit: "of the trigger", labels: scaledObjectLabels },
    keda_scaler_detail_errors_total: { source: "keda", type: "counter", unit: "errors", labels: scaledObjectLabels },
    keda_scaled_object_errors_total: {
        source: "keda",
        type: "counter",
        unit: "errors",
        labels: ["namespace", "scaledObject"],
    },
    rollout_info: {
        source: "argo-rollouts",
        type: "gauge",
        unit: "1",
        labels: ["namespace", "name", "strategy", "traffic_router", "phase"],
    },
    rollout_info_replicas_available: {
        source: "argo-rollouts",
        type: "gauge",
        unit: "pods",
        labels: ["namespace", "name"],
    },
    analysis_run_info: { source: "argo-rollouts", type: "gauge", unit: "1", labels: ["namespace", "name", "phase"] },
    kube_deployment_status_replicas_available: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "pods",
        labels: ["namespace", "deployment"],
    },
    kube_horizontalpodautoscaler_status_desired_replicas: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "pods",
        labels: ["namespace", "horizontalpodautoscaler"],
    },
    kube_horizontalpodautoscaler_spec_max_replicas: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "pods",
        labels: ["namespace", "horizontalpodautoscaler"],
    },
    kube_pod_status_phase: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: ["namespace", "pod", "uid", "phase"],
    },
    kube_pod_container_status_restarts_total: {
        source: "kube-state-metrics",
        type: "counter",
        unit: "restarts",
        labels: ["namespace", "pod", "uid", "container"],
    },
    up: { source: "prometheus", type: "gauge", unit: "1", labels: [], scraped: true },
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
} as const satisfies Readonly<Record<string, MetricFacts>>;

export type MetricName = keyof typeof metrics;
export type RecordedName = Extract<MetricName, `inference:${string}`>;

/** Names under which a metric's series are stored: a histogram has three. */
export function seriesNames(name: MetricName): readonly string[] {
    return metrics[name].type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
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
