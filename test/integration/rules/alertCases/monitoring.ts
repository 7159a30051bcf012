import { type AlertCases, growth, of, steady } from "./series";

/** Alerts on Prometheus and Alertmanager. */
export const monitoringCases: AlertCases = {
    PrometheusTargetsDown: () => {
        const targets = (job: string, values: readonly number[]) =>
            values.map((value, i) => of("up", { namespace: "n", job, instance: `${i}` }, steady(value)));
        return {
            by: ["namespace", "job"],
            series: [
                ...targets("bad", [0, 1, 1, 1, 1, 1, 1, 1, 1]),
                ...targets("good", [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
            ],
            fires: [{ namespace: "n", job: "bad" }],
        };
    },
    PrometheusRulesFailing: () => ({
        by: ["rule_group"],
        series: growth("prometheus_rule_evaluation_failures_total", "rule_group", { pod: "a" }),
        fires: [{ rule_group: "bad" }],
        begins: 15,
    }),
    PrometheusNearRetentionSize: () => ({
        by: ["pod"],
        series: [
            of("prometheus_tsdb_storage_blocks_bytes", { pod: "bad" }, steady(91)),
            of("prometheus_tsdb_retention_limit_bytes", { pod: "bad" }, steady(100)),
            of("prometheus_tsdb_storage_blocks_bytes", { pod: "good" }, steady(90)),
            of("prometheus_tsdb_retention_limit_bytes", { pod: "good" }, steady(100)),
            // No limit by size.
            of("prometheus_tsdb_storage_blocks_bytes", { pod: "free" }, steady(90)),
            of("prometheus_tsdb_retention_limit_bytes", { pod: "free" }, steady(0)),
        ],
        fires: [{ pod: "bad" }],
    }),
    PrometheusLimitBeyondVolume: () => {
        const pod = (name: string, limit: number, capacity: number, namespace = "monitoring") => [
            of("prometheus_tsdb_retention_limit_bytes", { pod: `prometheus-${name}-0` }, steady(limit)),
            of(
                "kubelet_volume_stats_capacity_bytes",
                { namespace, persistentvolumeclaim: `prometheus-${name}-db-prometheus-${name}-0` },
                steady(capacity),
            ),
        ];
        return {
            by: ["pod"],
            series: [
                ...pod("bad", 96, 100),
                ...pod("good", 95, 100),
                // Of the same name elsewhere, and large.
                pod("bad", 0, 1000, "another")[1]!,
                // Of somebody else's Prometheus.
                ...pod("foreign", 96, 10, "another"),
            ],
            fires: [{ pod: "prometheus-bad-0" }],
        };
    },
    AlertsNotDelivered: () => ({
        by: ["integration"],
        series: growth("alertmanager_notifications_failed_total", "integration", { pod: "a", reason: "serverError" }),
        fires: [{ integration: "bad" }],
        begins: 15,
    }),
};
