import { type Slo } from "../../../config/serving/slo";
import { type RuleGroup } from "../../observation/alert";
import { type RecordedName } from "../../observation/catalogue";
import { series } from "../../observation/promql";
import { type ServingPlan } from "../plan";
import { ofWorkload, received } from "./recordingRules";

/** Objectives of a workload, by the value of the label `slo`. */
type ObjectiveName = "availability" | "latency";

/** Share of requests that must be answered within an objective's latency: it is a 95th percentile. */
const latencyShare = 0.95;

/** Periods that alerts compare; each has a recorded burn rate. */
const burnWindows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
export type BurnWindow = (typeof burnWindows)[number];

export function burnRate(window: BurnWindow): RecordedName {
    return `inference:slo:burn_rate${window}`;
}

/** What the objectives of a workload are, as shares of its requests. */
function objectives({ availability, latencyP95Ms }: Slo): Partial<Record<ObjectiveName, number>> {
    return { availability, ...(latencyP95Ms !== undefined && { latency: latencyShare }) };
}

/**
 * How fast each objective's error budget is used up, and what is left of it: a burn rate of 1 uses up exactly the budget by
 * the end of the window. Without requests there is no burn rate. The longer periods are means of recorded rates, weighted by
 * requests.
 */
export function sloRules(plan: ServingPlan, slo: Slo): readonly RuleGroup[] {
    const group = `slo-${plan.namespace}-${plan.name}`;
    return [
        {
            name: group,
            interval: "1m",
            rules: [
                ...Object.entries(objectives(slo)).map(([name, share]) => ({
                    record: "inference:slo:objective",
                    expr: `vector(${share})`,
                    labels: { ...ofWorkload(plan), slo: name },
                })),
                { record: "inference:slo:requests_rate5m", expr: requests(plan) },
                failures("availability", failedRequests(plan)),
                ...(slo.latencyP95Ms === undefined ? [] : [failures("latency", slowRequests(plan, slo.latencyP95Ms))]),
                ...burnWindows.map((window) => ({ record: burnRate(window), expr: budgetsUsed(plan, window) })),
            ],
        },
        {
            name: `${group}-budget`,
            // The window is long; nobody needs to see it move within minutes.
            interval: "5m",
            rules: [
                {
                    record: "inference:slo:budget_remaining",
                    expr: `1 - ${budgetsUsed(plan, `${slo.windowDays}d`)}`,
                },
            ],
        },
    ];
}

const byWorkload = "by (namespace, workload)";

function requests(plan: ServingPlan): string {
    return `sum ${byWorkload} (${series("inference:requests:rate5m", ofWorkload(plan))})`;
}

function failures(slo: ObjectiveName, expr: string) {
    return { record: "inference:slo:failures_rate5m", expr, labels: { slo } };
}

function failedRequests(plan: ServingPlan): string {
    const of = ofWorkload(plan);
    const failed = `${series("inference:errors:ratio_rate5m", of)} * ${series("inference:requests:rate5m", of)}`;
    return `sum ${byWorkload} (${failed}) or ${requests(plan)} * 0`;
}

/** Requests slower than the target, at which the proxy's histogram has an edge. Prometheus writes whole edges as `500.0`. */
function slowRequests(plan: ServingPlan, targetMs: number): string {
    const all = series("istio_request_duration_milliseconds_count", received(plan));
    const within = series("istio_request_duration_milliseconds_bucket", {
        ...received(plan),
        le: { matches: `${targetMs}(\\.0)?` },
    });
    return `sum ${byWorkload} (rate(${all}[5m])) - sum ${byWorkload} (rate(${within}[5m]))`;
}

/** Shares of the error budget of as long a period that failures used up: 1 is all of it. */
function budgetsUsed(plan: ServingPlan, period: string): string {
    const mean = (name: RecordedName) => `avg_over_time(${series(name, ofWorkload(plan))}[${period}])`;
    const ratio = `${mean("inference:slo:failures_rate5m")} / on (namespace, workload) group_left () (${mean("inference:slo:requests_rate5m")} > 0)`;
    return `${ratio} / on (namespace, workload, slo) (1 - ${series("inference:slo:objective", ofWorkload(plan))})`;
}
