import { type Metrics, podTarget } from "./facts";

/**
 * The monitors of KEDA, Kueue and Argo Rollouts keep Prometheus' own `namespace`, which is the controller's: the object's is in
 * `exported_namespace`. Source: their charts' monitors, which do not set `honorLabels`.
 */
const scaledObjectLabels = ["exported_namespace", "scaledObject", "scaler", "metric", "triggerIndex", "type"] as const;

/**
 * Sources: KEDA 2.20 `pkg/metricscollector/prommetrics.go`; Argo Rollouts 1.9 `controller/metrics/prommetrics.go`;
 * Kueue 0.19 `pkg/metrics/metrics.go`; Reloader 1.4 `internal/pkg/metrics/prometheus.go`;
 * Cluster Autoscaler 1.36 `metrics/metrics.go` (those of a node group need `emit-per-nodegroup-metrics`); Istio 1.30
 * `pilot/pkg/xds/monitoring.go` and `security/pkg/pki/ca`.
 */
export const controllerMetrics = {
    keda_scaler_metrics_value: { source: "keda", type: "gauge", unit: "of the trigger", labels: scaledObjectLabels },
    keda_scaler_detail_errors_total: { source: "keda", type: "counter", unit: "errors", labels: scaledObjectLabels },
    // Requests of triggers to Prometheus; without an answer the code is `error`.
    keda_scaler_http_requests_total: {
        source: "keda",
        type: "counter",
        unit: "requests",
        labels: ["exported_namespace", "scaled_resource", "scaler", "trigger_name", "metric_name", "status_code"],
    },
    keda_scaler_empty_upstream_responses_total: {
        source: "keda",
        type: "counter",
        unit: "answers",
        labels: [
            "exported_namespace",
            "scaledResource",
            "triggerName",
            "metricName",
            "resourceType",
            "ignoreNullValues",
        ],
    },
    keda_scaled_object_errors_total: {
        source: "keda",
        type: "counter",
        unit: "errors",
        labels: ["exported_namespace", "scaledObject"],
    },
    keda_scaled_object_paused: {
        source: "keda",
        type: "gauge",
        unit: "1",
        labels: ["exported_namespace", "scaledObject"],
    },
    rollout_info: {
        source: "argo-rollouts",
        type: "gauge",
        unit: "1",
        labels: ["exported_namespace", "name", "strategy", "traffic_router", "phase"],
    },
    rollout_info_replicas_available: {
        source: "argo-rollouts",
        type: "gauge",
        unit: "pods",
        labels: ["exported_namespace", "name"],
    },
    analysis_run_info: {
        source: "argo-rollouts",
        type: "gauge",
        unit: "1",
        labels: ["exported_namespace", "name", "phase"],
    },
    // Only queues without reason to wait for anything are active.
    kueue_cluster_queue_status: { source: "kueue", type: "gauge", unit: "1", labels: ["cluster_queue", "status"] },
    kueue_local_queue_pending_workloads: {
        source: "kueue",
        type: "gauge",
        unit: "runs",
        labels: ["exported_namespace", "name", "status"],
    },
    kueue_local_queue_evicted_workloads_total: {
        source: "kueue",
        type: "counter",
        unit: "runs",
        labels: ["exported_namespace", "name", "reason", "underlying_cause"],
    },
    reloader_reload_executed_total: {
        source: "reloader",
        type: "counter",
        unit: "restarts",
        labels: ["success", ...podTarget],
    },
    cluster_autoscaler_node_group_target_count: {
        source: "cluster-autoscaler",
        type: "gauge",
        unit: "nodes",
        labels: ["node_group", ...podTarget],
    },
    cluster_autoscaler_node_group_max_count: {
        source: "cluster-autoscaler",
        type: "gauge",
        unit: "nodes",
        labels: ["node_group", ...podTarget],
    },
    cluster_autoscaler_unschedulable_pods_count: {
        source: "cluster-autoscaler",
        type: "gauge",
        unit: "pods",
        labels: podTarget,
    },
    cluster_autoscaler_failed_scale_ups_total: {
        source: "cluster-autoscaler",
        type: "counter",
        unit: "attempts",
        labels: ["reason", ...podTarget],
    },
    pilot_xds: { source: "istiod", type: "gauge", unit: "proxies", labels: podTarget },
    pilot_total_xds_rejects: { source: "istiod", type: "counter", unit: "pushes", labels: podTarget },
    pilot_total_xds_internal_errors: { source: "istiod", type: "counter", unit: "errors", labels: podTarget },
    pilot_xds_write_timeout: { source: "istiod", type: "counter", unit: "pushes", labels: podTarget },
    citadel_server_root_cert_expiry_seconds: { source: "istiod", type: "gauge", unit: "seconds", labels: podTarget },
} as const satisfies Metrics;
