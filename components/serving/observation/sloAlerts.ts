import { type Slo } from "../../../config/serving/slo";
import { type AlertSeverity } from "../../../config/alerts";
import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type ServingPlan } from "../plan";
import { ofWorkload } from "./recordingRules";
import { type BurnWindow, burnRate } from "./sloRules";

interface Burn {
    readonly long: BurnWindow;
    readonly short: BurnWindow;
    /** Hours of the long period. */
    readonly hours: number;
    readonly factor: number;
    readonly severity: AlertSeverity;
    /** What is gone of a budget of 30 days by the time it fires. */
    readonly used: string;
}

/**
 * The long period says that it matters, the short one that it still goes on, so that an alert ends soon after its cause.
 * Source: The Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts".
 */
const burns: readonly Burn[] = [
    { long: "1h", short: "5m", hours: 1, factor: 14.4, severity: "critical", used: "2 %" },
    { long: "6h", short: "30m", hours: 6, factor: 6, severity: "critical", used: "5 %" },
    { long: "1d", short: "2h", hours: 24, factor: 3, severity: "warning", used: "10 %" },
    { long: "3d", short: "6h", hours: 72, factor: 1, severity: "warning", used: "10 %" },
];

/** Fewest failed requests of the long period that an alert needs: one failure at night is no trend. */
const fewestFailures = 10;

/** Alerts on the speed at which a workload uses up its error budgets. */
export function sloAlerts(plan: ServingPlan, { windowDays }: Slo): readonly Alert[] {
    const of = ofWorkload(plan);
    return burns.map(({ long, short, hours, factor, severity, used }) => {
        const failed = `avg_over_time(${series("inference:slo:failures_rate5m", of)}[${long}]) * ${hours * 3600}`;
        const burning = [long, short].map((window) => `${series(burnRate(window), of)} > ${factor}`);
        return {
            name: `InferenceErrorBudgetBurn${long}`,
            expr: [...burning, `${failed} >= ${fewestFailures}`].join(" and "),
            for: "1m",
            severity,
            summary: `${plan.name} uses up its error budget of {{ $labels.slo }} {{ $value | humanize }} times too fast`,
            description:
                `Over ${long} and over ${short} the budget burns more than ${factor} times as fast as the objective of ` +
                `${windowDays} days allows (${used} of a 30-day budget within ${long}).`,
            runbook: "error-budget",
            noData: "silent",
        };
    });
}
