import { type Metrics, podTarget } from "./facts";

/**
 * What watches everything else. Sources: Prometheus 3.14 `rules`, `tsdb`; Alertmanager 0.34 `notify`; Loki 3.7
 * `pkg/validation` and dskit's server; Alloy's `loki.write`; the OpenTelemetry collector's internal telemetry, whose names
 * end in `_total` with the chart's reader; Tempo 2.10 `modules/overrides`, `modules/generator/processor/spanmetrics`.
 */
export const platformMetrics = {
    up: { source: "prometheus", type: "gauge", unit: "1", labels: [], scraped: true },
    // What Prometheus writes of its own alerts; the value of the second is the time since when.
    ALERTS: {
        source: "prometheus",
        type: "gauge",
        unit: "1",
        labels: ["alertname", "alertstate", "severity", "namespace", "workload", "version"],
    },
    ALERTS_FOR_STATE: {
        source: "prometheus",
        type: "gauge",
        unit: "seconds since 1970",
        labels: ["alertname", "severity", "namespace", "workload", "version"],
    },
    prometheus_rule_evaluation_failures_total: {
        source: "prometheus",
        type: "counter",
        unit: "evaluations",
        labels: ["rule_group", ...podTarget],
    },
    prometheus_tsdb_storage_blocks_bytes: { source: "prometheus", type: "gauge", unit: "bytes", labels: podTarget },
    prometheus_tsdb_retention_limit_bytes: { source: "prometheus", type: "gauge", unit: "bytes", labels: podTarget },
    alertmanager_notifications_failed_total: {
        source: "alertmanager",
        type: "counter",
        unit: "notifications",
        labels: ["integration", "reason", ...podTarget],
    },
    loki_request_duration_seconds: {
        source: "loki",
        type: "histogram",
        unit: "seconds",
        labels: ["method", "route", "status_code", ...podTarget],
    },
    loki_discarded_samples_total: {
        source: "loki",
        type: "counter",
        unit: "lines",
        labels: ["reason", "tenant", ...podTarget],
    },
    loki_write_dropped_entries_total: {
        source: "alloy",
        type: "counter",
        unit: "lines",
        labels: ["reason", ...podTarget],
    },
    otelcol_receiver_refused_spans_total: {
        source: "otel-collector",
        type: "counter",
        unit: "spans",
        labels: ["receiver", "transport", ...podTarget],
    },
    otelcol_exporter_send_failed_spans_total: {
        source: "otel-collector",
        type: "counter",
        unit: "spans",
        labels: ["exporter", ...podTarget],
    },
    tempo_discarded_spans_total: {
        source: "tempo",
        type: "counter",
        unit: "spans",
        labels: ["reason", "tenant", ...podTarget],
    },
    // Written by Tempo's metrics generator, of the requests whose traces it keeps.
    traces_spanmetrics_latency: {
        source: "tempo",
        type: "histogram",
        unit: "seconds",
        labels: ["service"],
        exemplars: true,
    },
} as const satisfies Metrics;
