import { type RuleGroup } from "../../observation/alert";
import { scoreEdges, scoreLabels } from "../../observation/metrics/recorded";
import { series } from "../../observation/promql";
import { type ServingPlan } from "../plan";
import { ofWorkload } from "./recordingRules";

const edges = scoreEdges.map(String);

/** Days of scores that make a baseline. */
export const baselineDays = 7;

/**
 * Fewest predictions of an hour that are compared. By chance alone the index of 10 bins is about 9 divided by their number: with
 * 500 a tenth of the limit. Source: Yurdakul and Naranjo, "Statistical properties of the population stability index" (2020).
 */
const fewestPredictions = 500;

/** Share that an empty bin counts as: the logarithm of nothing is infinite. */
export const leastShare = 0.0001;

/** Days without a prediction, or without Prometheus, after which a baseline is forgotten. */
const forgottenAfter = "7d";

const identity = scoreLabels.join(", ");
const by = `by (${identity})`;

/** Whether the drift of a workload's scores is measured: its servers report them, and metrics are kept for the baseline. */
export function reportsScores({ metrics }: Pick<ServingPlan, "metrics">, retentionDays: number): boolean {
    return metrics.dialect === "contract" && retentionDays > baselineDays;
}

/**
 * How far the scores of the last hour are from those of the version's first week, as population stability index: the sum over the
 * bins of (now - then) * ln(now / then), of shares. The baseline is pinned: once recorded it repeats itself, for as long as the
 * version predicts. A new version, and a new content of one, begins a new baseline.
 */
export function driftRules(plan: ServingPlan): RuleGroup {
    const of = ofWorkload(plan);
    const scores = series("inference:scores:1h", of);
    const share = series("inference:score_share:1h", of);
    const baseline = series("inference:score_baseline", of);
    const week = `avg_over_time(${scores}[${baselineDays}d])`;
    const first =
        `clamp_min(${week} / on (${identity}) group_left () (sum ${by} (${week}) > 0), ${leastShare}) ` +
        `and ${scores} offset ${baselineDays}d`;
    return {
        name: `drift-${plan.namespace}-${plan.name}`,
        interval: "1m",
        rules: [
            ...edges.map((edge, i) => ({
                record: "inference:scores:1h",
                expr: scoresBelow(edge, of) + (i === 0 ? "" : ` - ${scoresBelow(edges[i - 1] ?? "", of)}`),
                labels: { bin: edge },
            })),
            {
                record: "inference:score_share:1h",
                expr: `clamp_min(${scores} / on (${identity}) group_left () (sum ${by} (${scores}) >= ${fewestPredictions}), ${leastShare})`,
            },
            {
                record: "inference:score_baseline",
                expr:
                    `(last_over_time(${baseline}[${forgottenAfter}]) and last_over_time(${scores}[${forgottenAfter}])) ` +
                    `or (${first})`,
            },
            {
                record: "inference:score_psi",
                expr: `sum ${by} ((${share} - ${baseline}) * ln(${share} / ${baseline}))`,
            },
        ],
    };
}

/** Predictions of the last hour with a score up to an edge. Prometheus writes whole edges as `1.0`. */
function scoresBelow(edge: string, of: Readonly<Record<string, string>>): string {
    const le = edge.includes(".") ? edge : { matches: `${edge}(\\.0)?` };
    return `sum ${by} (increase(${series("prediction_score_bucket", { ...of, le })}[1h]))`;
}
