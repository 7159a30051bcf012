import { type Metrics } from "./facts";

const node = ["node"] as const;
const pod = ["namespace", "pod", "uid"] as const;

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
    kube_pod_status_unschedulable: { source: "kube-state-metrics", type: "gauge", unit: "1", labels: pod },
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
