import { type AlertCases, of, steady } from "./series";

/** Alerts on nodes. */
export const clusterAutoscalerCases: AlertCases = {
    NodeGroupAtMaximum: () => {
        const group = (name: string, target: number, max: number) => [
            of("cluster_autoscaler_node_group_target_count", { node_group: name, pod: "a" }, steady(target)),
            of("cluster_autoscaler_node_group_max_count", { node_group: name, pod: "a" }, steady(max)),
        ];
        return {
            by: ["node_group"],
            series: [
                ...group("bad", 8, 8),
                ...group("good", 7, 8),
                ...group("closed", 0, 0),
                // Nobody waits during the first minute.
                of("cluster_autoscaler_unschedulable_pods_count", { pod: "a" }, "0x3 1x2000"),
            ],
            fires: [{ node_group: "bad" }],
            begins: 60,
        };
    },
    NodeScaleUpFailing: () => ({
        by: ["reason"],
        series: [
            of("cluster_autoscaler_failed_scale_ups_total", { reason: "bad", pod: "a" }, "0x3 3x2000"),
            of("cluster_autoscaler_failed_scale_ups_total", { reason: "good", pod: "a" }, "0x3 1x2000"),
        ],
        fires: [{ reason: "bad" }],
        begins: 60,
    }),
    SpotNodeInterrupted: () => {
        const node = (name: string, spot: string, cordoned: string) => [
            of("kube_node_spec_unschedulable", { node: name }, cordoned),
            of("kube_node_labels", { node: name, label_spot: spot }, steady(1)),
        ];
        return {
            by: ["node"],
            series: [
                ...node("bad", "true", "0x3 1x2000"),
                ...node("good", "true", steady(0)),
                ...node("paid", "", steady(1)),
            ],
            fires: [{ node: "bad" }],
            begins: 60,
        };
    },
    ZoneLost: () => {
        const nodes = (zone: string, ready: readonly number[]) =>
            ready.flatMap((value, i) => [
                of("kube_node_labels", { node: `${zone}${i}`, label_topology_kubernetes_io_zone: zone }, steady(1)),
                of(
                    "kube_node_status_condition",
                    { node: `${zone}${i}`, condition: "Ready", status: "true" },
                    steady(value),
                ),
                of(
                    "kube_node_status_condition",
                    { node: `${zone}${i}`, condition: "Ready", status: "false" },
                    steady(0),
                ),
                of(
                    "kube_node_status_condition",
                    { node: `${zone}${i}`, condition: "DiskPressure", status: "true" },
                    steady(0),
                ),
            ]);
        return {
            by: ["label_topology_kubernetes_io_zone"],
            series: [
                ...nodes("bad", [0, 0, 1]),
                ...nodes("good", [0, 1]),
                // Nodes of no zone, which on-premises clusters have.
                of("kube_node_labels", { node: "x", label_topology_kubernetes_io_zone: "" }, steady(1)),
                of("kube_node_status_condition", { node: "x", condition: "Ready", status: "true" }, steady(0)),
            ],
            fires: [{ label_topology_kubernetes_io_zone: "bad" }],
        };
    },
};
