import { type AlertCases, growth } from "./series";

/** Alerts on traces. */
export const tracingCases: AlertCases = {
    TracesRefused: () => ({
        by: ["receiver"],
        series: growth("otelcol_receiver_refused_spans_total", "receiver", { job: "otel-collector" }),
        fires: [{ receiver: "bad" }],
        begins: 15,
    }),
    TracesNotSent: () => ({
        by: ["exporter"],
        series: growth("otelcol_exporter_send_failed_spans_total", "exporter", { job: "otel-sampler" }),
        fires: [{ exporter: "bad" }],
        begins: 15,
    }),
    TempoDiscardsSpans: () => ({
        by: ["reason"],
        series: growth("tempo_discarded_spans_total", "reason"),
        fires: [{ reason: "bad" }],
        begins: 15,
    }),
};
