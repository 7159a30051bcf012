import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";

const requests = "loki_request_duration_seconds_count";

/** Alerts on log lines that get lost. */
export const loggingAlerts: readonly Alert[] = [
    {
        name: "LogsRefused",
        expr: `sum by (reason) (rate(${series("loki_discarded_samples_total")}[5m])) > 0`,
        for: "15m",
        severity: "warning",
        summary: "Loki refuses log lines: {{ $labels.reason }}",
        description: "For 15 minutes Loki has thrown log lines away: a limit is reached, or their time is too old.",
        runbook: "logs-lost",
        noData: "silent",
    },
    {
        name: "LogsDropped",
        expr: `sum by (reason) (rate(${series("loki_write_dropped_entries_total")}[5m])) > 0`,
        for: "15m",
        severity: "warning",
        summary: "The log collectors drop lines: {{ $labels.reason }}",
        description: "For 15 minutes Alloy has given up sending log lines to Loki.",
        runbook: "logs-lost",
        noData: "silent",
    },
    {
        name: "LokiFailing",
        expr:
            `sum by (route) (rate(${series(requests, { status_code: { matches: "5.." } })}[5m])) / ` +
            `sum by (route) (rate(${series(requests)}[5m])) > 0.1`,
        for: "15m",
        severity: "warning",
        summary: "Loki fails {{ $value | humanizePercentage }} of {{ $labels.route }}",
        description:
            "For 15 minutes more than 10 % of the requests to Loki have failed: logs cannot be written or read.",
        runbook: "logs-lost",
        noData: "silent",
    },
];
