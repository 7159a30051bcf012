import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type AddonFacts } from "../facts";

/** Alerts on spans that get lost. */
export function tracingAlerts({ addons }: AddonFacts): readonly Alert[] {
    return [...collectorAlerts, ...(addons.tracing.backend === "tempo" ? [tempoAlert] : [])];
}

const collectorAlerts: readonly Alert[] = [
    {
        name: "TracesRefused",
        expr: `sum by (job, receiver) (rate(${series("otelcol_receiver_refused_spans_total")}[5m])) > 0`,
        for: "15m",
        severity: "warning",
        summary: "{{ $labels.job }} refuses spans",
        description:
            "For 15 minutes a collector has refused spans, mostly because its memory is full: traces have holes.",
        runbook: "traces-lost",
        noData: "silent",
    },
    {
        name: "TracesNotSent",
        expr: `sum by (job, exporter) (rate(${series("otelcol_exporter_send_failed_spans_total")}[5m])) > 0`,
        for: "15m",
        severity: "warning",
        summary: "{{ $labels.job }} cannot hand spans on to {{ $labels.exporter }}",
        description: "For 15 minutes a collector has not reached the next tier or the backend, and drops spans.",
        runbook: "traces-lost",
        noData: "silent",
    },
];

const tempoAlert: Alert = {
    name: "TempoDiscardsSpans",
    expr: `sum by (reason) (rate(${series("tempo_discarded_spans_total")}[5m])) > 0`,
    for: "15m",
    severity: "warning",
    summary: "Tempo discards spans: {{ $labels.reason }}",
    description: "For 15 minutes Tempo has thrown spans away: a limit on traces is reached.",
    runbook: "traces-lost",
    noData: "silent",
};
