import { type Rule } from "../promtool";
import { type AlertCase, type AlertCases, coarse, day, type Labels, of, steady, watched } from "./series";

/** A gauge of a workload's versions: one beyond the figure, one at it, and others' beyond it. */
function perVersion(metric: string, rule: Rule, { bad, good }: { bad: number; good: number }): AlertCase {
    const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
    return {
        by: ["namespace", "workload", "version"],
        series: [
            of(metric, { ...own, version: "bad", revision: "r" }, steady(bad)),
            of(metric, { ...own, version: "good", revision: "r" }, steady(good)),
            of(metric, { ...own, workload: "another", version: "foreign", revision: "r" }, steady(bad)),
            of(metric, { ...own, namespace: "elsewhere", version: "away", revision: "r" }, steady(bad)),
        ],
        fires: [{ ...own, version: "bad" }],
    };
}

/** Alerts on a workload's callers, and of its predictions. */
export const servingCases: AlertCases = {
    InferenceLatencyHigh: (rule) => perVersion("inference:latency_seconds:p95", rule, { bad: 2.01, good: 2 }),
    InferenceErrorsHigh: (rule) => perVersion("inference:errors:ratio_rate5m", rule, { bad: 0.051, good: 0.05 }),
    InferenceAccuracyLow: (rule) => perVersion("inference:accuracy", rule, { bad: 0.849, good: 0.85 }),
    InferencePredictionDrift: (rule) => perVersion("inference:score_psi", rule, { bad: 0.201, good: 0.2 }),
    InferenceNoTraffic: (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        const stops = `1+0x${(8 * day) / coarse} stale`;
        return {
            by: ["namespace", "workload"],
            series: [
                of("inference:requests:rate5m", { ...own, version: "v1", revision: "" }, stops),
                of("inference:requests:rate5m", { ...own, version: "v2", revision: "" }, `0+0x${(9 * day) / coarse}`),
                // What goes on elsewhere neither hides nor raises it.
                of("inference:requests:rate5m", { ...own, workload: "another", version: "v1" }, steady(1, 3000)),
                of("inference:requests:rate5m", { ...own, namespace: "elsewhere", version: "v1" }, stops),
                of("inference:requests:rate5m", { ...own, workload: "a-third", version: "v1" }, stops),
            ],
            fires: [own],
            begins: 8 * day + coarse,
            step: coarse,
        };
    },
    InferenceMetricsAbsent: (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        return {
            by: ["namespace", "workload"],
            series: [
                of("inference:measured_pods", { ...own, version: "v1" }, "2+0x4 stale"),
                of("inference:measured_pods", { ...own, workload: "another" }, steady(2)),
                of("inference:measured_pods", { ...own, namespace: "elsewhere" }, steady(2)),
            ],
            fires: [own],
            begins: 75,
            firesWithoutData: true,
        };
    },
    InferenceModelDigestMismatch: (rule) => {
        const own = { namespace: watched(rule, "namespace"), workload: watched(rule, "workload") };
        const pod = (labels: Labels) => of("up", { ...own, revision: "r", ...labels }, steady(1));
        return {
            by: ["namespace", "workload", "version"],
            series: [
                pod({ pod: "a", version: "bad", model_digest: "1" }),
                pod({ pod: "b", version: "bad", model_digest: "2" }),
                pod({ pod: "c", version: "good", model_digest: "3" }),
                pod({ pod: "d", version: "good", model_digest: "3" }),
                // A rollout has two revisions with a content each.
                pod({ pod: "e", version: "good", model_digest: "4", revision: "s" }),
                // A pod without models, beside one with.
                pod({ pod: "f", version: "none", model_digest: "5" }),
                pod({ pod: "g", version: "none", model_digest: "" }),
                pod({ pod: "h", version: "foreign", model_digest: "6", workload: "another" }),
                pod({ pod: "i", version: "foreign", model_digest: "7", workload: "another" }),
                pod({ pod: "j", version: "away", model_digest: "6", namespace: "elsewhere" }),
                pod({ pod: "k", version: "away", model_digest: "7", namespace: "elsewhere" }),
            ],
            fires: [{ ...own, version: "bad" }],
        };
    },
};
