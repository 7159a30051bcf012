import { type AlertCases, growing, growth, of } from "./series";

/** Alerts on logs. */
export const loggingCases: AlertCases = {
    LogsRefused: () => ({
        by: ["reason"],
        series: growth("loki_discarded_samples_total", "reason"),
        fires: [{ reason: "bad" }],
        begins: 15,
    }),
    LogsDropped: () => ({
        by: ["reason"],
        series: growth("loki_write_dropped_entries_total", "reason"),
        fires: [{ reason: "bad" }],
        begins: 15,
    }),
    LokiFailing: () => {
        const requests = (route: string, status: string, perSecond: number) =>
            of(
                "loki_request_duration_seconds_count",
                { route, status_code: status, method: "POST" },
                growing(perSecond),
            );
        return {
            by: ["route"],
            series: [
                requests("bad", "200", 8),
                requests("bad", "500", 1),
                requests("good", "200", 9),
                requests("good", "500", 1),
                requests("mistaken", "400", 9),
                requests("mistaken", "200", 9),
            ],
            fires: [{ route: "bad" }],
            begins: 15,
        };
    },
};
