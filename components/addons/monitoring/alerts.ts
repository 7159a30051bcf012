import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { monitoring } from "../namespaces";

/** Alerts on monitoring itself: what is broken here hides everything else. */
export const monitoringAlerts: readonly Alert[] = [
    {
        name: "PrometheusTargetsDown",
        expr: `count by (namespace, job) (${series("up")} == 0) / count by (namespace, job) (${series("up")}) > 0.1`,
        for: "15m",
        severity: "warning",
        summary: "{{ $value | humanizePercentage }} of the targets of {{ $labels.job }} do not answer",
        description:
            "For 15 minutes more than 10 % of a job's targets have not been scraped: alerts on them are blind.",
        runbook: "prometheus-targets",
        noData: "silent",
    },
    {
        name: "PrometheusRulesFailing",
        expr: `sum by (pod, rule_group) (increase(${series("prometheus_rule_evaluation_failures_total")}[5m])) > 0`,
        for: "5m",
        severity: "critical",
        summary: "Rules of {{ $labels.rule_group }} fail",
        description:
            "For 5 minutes Prometheus has not evaluated some of its rules: alerts and scaling that need them do not work.",
        runbook: "prometheus-rules",
        noData: "silent",
    },
    {
        name: "PrometheusNearRetentionSize",
        expr:
            `max by (pod) (${series("prometheus_tsdb_storage_blocks_bytes")} / ` +
            `(${series("prometheus_tsdb_retention_limit_bytes")} > 0)) > 0.9`,
        for: "1h",
        severity: "warning",
        summary: "Prometheus uses {{ $value | humanizePercentage }} of the space that it may use",
        description:
            "For an hour the metrics have filled more than 90 % of their limit: soon the oldest days go before " +
            "addons.monitoring.retentionDays, and error budgets with them.",
        runbook: "prometheus-storage",
        noData: "silent",
    },
    {
        name: "PrometheusLimitBeyondVolume",
        // The operator names a claim after its template and the pod: prometheus-<name>-db-<pod>.
        expr:
            `max by (pod) (${series("prometheus_tsdb_retention_limit_bytes")}) > on (pod) 0.95 * max by (pod) (label_replace(` +
            `${series("kubelet_volume_stats_capacity_bytes", { namespace: monitoring.name })}, ` +
            `"pod", "$1", "persistentvolumeclaim", "prometheus-.+-db-(prometheus-.+)"))`,
        for: "10m",
        severity: "warning",
        summary: "Prometheus may store {{ $value | humanize1024 }}B, more than its volume has",
        description:
            "For 10 minutes the limit on metrics has been above 95 % of the volume: addons.monitoring.storageGiB was raised, " +
            "and the claim was not. Metrics, scaling and the analysis of rollouts stop once the volume is full.",
        runbook: "prometheus-storage",
        noData: "silent",
    },
    {
        name: "AlertsNotDelivered",
        expr: `sum by (integration) (increase(${series("alertmanager_notifications_failed_total")}[15m])) > 0`,
        for: "5m",
        severity: "critical",
        summary: "Alerts do not reach their receiver over {{ $labels.integration }}",
        description:
            "Within 15 minutes notifications have failed. This alert may not reach you either: look at every receiver.",
        runbook: "alerts-not-delivered",
        noData: "silent",
    },
];

/** Alerts of the chart that ours replace, with runbooks of our own. */
export const replacedAlerts = [
    "TargetDown",
    "PrometheusRuleFailures",
    "AlertmanagerFailedToSendAlerts",
    "AlertmanagerClusterFailedToSendAlerts",
] as const;
