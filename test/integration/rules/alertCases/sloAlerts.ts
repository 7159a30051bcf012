import { type Rule } from "../promtool";
import { type AlertCase, type AlertCases, type Labels, of, steady, watched } from "./series";

function burning(long: string, short: string, factor: number, hours: number): (rule: Rule) => AlertCase {
    return (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        const few = 10 / (hours * 3600);
        // Fast over both periods with enough failures; and with one of the three missing.
        const objectives: Record<string, [number, number, number]> = {
            bad: [factor + 0.01, factor + 0.01, few],
            over: [factor, factor + 0.01, few],
            recent: [factor + 0.01, factor, few],
            single: [factor + 0.01, factor + 0.01, few * 0.99],
        };
        const series = (labels: Labels, [atLong, atShort, failures]: [number, number, number]) => [
            of(`inference:slo:burn_rate${long}`, labels, steady(atLong)),
            of(`inference:slo:burn_rate${short}`, labels, steady(atShort)),
            of("inference:slo:failures_rate5m", labels, steady(failures)),
        ];
        return {
            by: ["namespace", "workload", "slo"],
            series: [
                ...Object.entries(objectives).flatMap(([slo, figures]) => series({ ...own, slo }, figures)),
                ...series({ ...own, workload: "another", slo: "bad" }, objectives["bad"]!),
                ...series({ ...own, namespace: "elsewhere", slo: "bad" }, objectives["bad"]!),
            ],
            fires: [{ ...own, slo: "bad" }],
        };
    };
}

/** Alerts on error budgets. */
export const sloCases: AlertCases = {
    InferenceErrorBudgetBurn1h: burning("1h", "5m", 14.4, 1),
    InferenceErrorBudgetBurn6h: burning("6h", "30m", 6, 6),
    InferenceErrorBudgetBurn1d: burning("1d", "2h", 3, 24),
    InferenceErrorBudgetBurn3d: burning("3d", "6h", 1, 72),
};
