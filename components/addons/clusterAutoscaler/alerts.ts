import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";

/** Alerts on the nodes that the autoscaler cannot start, and on those that leave. */
export const nodeAlerts: readonly Alert[] = [
    {
        name: "NodeGroupAtMaximum",
        expr:
            `max by (node_group) (${series("cluster_autoscaler_node_group_target_count")}) >= ` +
            `max by (node_group) (${series("cluster_autoscaler_node_group_max_count")} > 0) ` +
            `and on () max(${series("cluster_autoscaler_unschedulable_pods_count")}) > 0`,
        for: "15m",
        severity: "warning",
        summary: "Node group {{ $labels.node_group }} is at its maximum while pods wait",
        description: "For 15 minutes pods have not found a node, and this group may not grow any further.",
        runbook: "node-group-maximum",
        noData: "silent",
    },
    {
        name: "NodeScaleUpFailing",
        expr: `sum by (reason) (increase(${series("cluster_autoscaler_failed_scale_ups_total")}[30m])) > 2`,
        for: "5m",
        severity: "warning",
        summary: "New nodes do not start: {{ $labels.reason }}",
        description:
            "More than 2 attempts to start a node have failed within 30 minutes: no capacity, no quota, or a broken node image.",
        runbook: "node-scale-up",
        noData: "silent",
    },
    {
        name: "SpotNodeInterrupted",
        expr:
            `max by (node) (${series("kube_node_spec_unschedulable")}) > 0 and on (node) ` +
            series("kube_node_labels", { label_spot: "true" }),
        for: "0m",
        severity: "info",
        summary: "Spot node {{ $labels.node }} is being taken back",
        description: "The node takes no new pods and its pods move: the cloud reclaims it, or a person drains it.",
        runbook: "spot-interruption",
        noData: "silent",
    },
    {
        name: "ZoneLost",
        expr:
            `count by (label_topology_kubernetes_io_zone) (${series("kube_node_labels", { label_topology_kubernetes_io_zone: { not: "" } })} and on (node) ` +
            `${series("kube_node_status_condition", { condition: "Ready", status: "true" })} == 0) / ` +
            `count by (label_topology_kubernetes_io_zone) (${series("kube_node_labels", { label_topology_kubernetes_io_zone: { not: "" } })}) > 0.5`,
        for: "3m",
        severity: "critical",
        summary: "Most nodes of zone {{ $labels.label_topology_kubernetes_io_zone }} are gone",
        description:
            "For 3 minutes more than half of the zone's nodes have not been ready. Alerts that follow from it are held back.",
        runbook: "zone-lost",
        noData: "silent",
    },
];
