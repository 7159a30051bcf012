import { type Metrics } from "./facts";

const node = ["node"] as const;
const pod = ["namespace", "pod", "uid"] as const;
const job = ["namespace", "job_name"] as const;
const cronJob = ["namespace", "cronjob"] as const;
const autoscaler = ["namespace", "horizontalpodautoscaler"] as const;

/**
 * Sources: kube-state-metrics 2.20, docs/metrics, with labels of nodes and pods as the add-on lists them; Kubernetes 1.36,
 * `pkg/kubelet/metrics/collectors/volume_stats.go`.
 */
export const kubernetesMetrics = {
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
        labels: autoscaler,
    },
    kube_horizontalpodautoscaler_spec_max_replicas: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "pods",
        labels: autoscaler,
    },
    kube_horizontalpodautoscaler_status_current_replicas: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "pods",
        labels: autoscaler,
    },
    kube_horizontalpodautoscaler_status_condition: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [...autoscaler, "condition", "status"],
    },
    kube_job_created: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: job },
    kube_job_status_start_time: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: job },
    kube_job_status_ready: { source: "kube-state-metrics", type: "gauge", unit: "pods", labels: job },
    kube_job_status_suspended: { source: "kube-state-metrics", type: "gauge", unit: "1", labels: job },
    kube_job_complete: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [...job, "condition"],
    },
    kube_job_failed: { source: "kube-state-metrics", type: "gauge", unit: "1", labels: [...job, "condition"] },
    kube_job_owner: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [...job, "owner_kind", "owner_name", "owner_is_controller"],
    },
    kube_cronjob_created: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: cronJob },
    kube_cronjob_status_last_successful_time: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "seconds",
        labels: cronJob,
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
    kube_pod_container_status_waiting_reason: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [...pod, "container", "reason"],
    },
    kube_pod_status_unschedulable: { source: "kube-state-metrics", type: "gauge", unit: "1", labels: pod },
    kube_pod_created: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: pod },
    kube_pod_status_scheduled_time: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: pod },
    kube_pod_status_initialized_time: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: pod },
    kube_pod_status_ready_time: { source: "kube-state-metrics", type: "gauge", unit: "seconds", labels: pod },
    kube_pod_container_state_started: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "seconds",
        labels: [...pod, "container"],
    },
    kube_pod_info: { source: "kube-state-metrics", type: "gauge", unit: "1", labels: [...pod, "node"] },
    kube_pod_labels: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [...pod, "label_app", "label_version"],
    },
    kube_pod_container_resource_requests: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "of the resource",
        labels: [...pod, "container", "node", "resource", "unit"],
    },
    kube_pod_init_container_status_restarts_total: {
        source: "kube-state-metrics",
        type: "counter",
        unit: "restarts",
        labels: [...pod, "container"],
    },
    kube_node_labels: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [
            ...node,
            "label_accelerator",
            "label_spot",
            "label_topology_kubernetes_io_zone",
            "label_node_kubernetes_io_instance_type",
        ],
    },
    kube_node_status_allocatable: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "of the resource",
        labels: [...node, "resource", "unit"],
    },
    kube_node_status_condition: {
        source: "kube-state-metrics",
        type: "gauge",
        unit: "1",
        labels: [...node, "condition", "status"],
    },
    kube_node_spec_unschedulable: { source: "kube-state-metrics", type: "gauge", unit: "1", labels: node },
    kubelet_volume_stats_capacity_bytes: {
        source: "kubelet",
        type: "gauge",
        unit: "bytes",
        labels: ["namespace", "persistentvolumeclaim"],
    },
} as const satisfies Metrics;
