import assert from "node:assert/strict";
import { alertsOf, type RenderedAlert } from "../../../support/alerts";
import { itRejects } from "../../../support/serving/itRejects";
import { faultsOf, render } from "../../../support/serving/render";

const custom = { kind: "inference-service", image: "example.com/app:1.0.0" };
const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

async function alerts(workload: object, changes = {}): Promise<ReadonlyMap<string, RenderedAlert>> {
    const run = await render({ w: workload }, {}, changes);
    return new Map(alertsOf(run, "w").map((rule) => [rule.alert, rule]));
}

const of = 'namespace="ml-production", workload="w"';

describe("the alerts of a workload", () => {
    it("fire at the figures of the specification", async () => {
        const found = await alerts(custom);
        const figures = (name: string) => {
            const { expr, for: lasting, labels } = found.get(name)!;
            return [expr, lasting, labels["severity"]];
        };
        assert.deepEqual(figures("InferenceLatencyHigh"), [
            `inference:latency_seconds:p95{${of}} > 2`,
            "5m",
            "warning",
        ]);
        assert.deepEqual(figures("InferenceErrorsHigh"), [
            `inference:errors:ratio_rate5m{${of}} > 0.05`,
            "2m",
            "critical",
        ]);
        assert.deepEqual(figures("InferenceAccuracyLow"), [`inference:accuracy{${of}} < 0.85`, "10m", "critical"]);
        assert.equal(figures("InferenceAtMaxReplicas")[1], "15m");
    });

    it("follow the stack file, and are absent where it says false", async () => {
        const changed = await alerts({ ...custom, alerts: { latencyP95Ms: 750, errorRatio: false, accuracy: false } });
        assert.equal(changed.get("InferenceLatencyHigh")?.expr, `inference:latency_seconds:p95{${of}} > 0.75`);
        assert.equal(changed.has("InferenceErrorsHigh"), false);
        assert.equal(changed.has("InferenceAccuracyLow"), false);
        const quiet = await alerts({ ...custom, slo: false, alerts: { trafficPerSecond: false } });
        assert.deepEqual(
            [...quiet.keys()].filter((name) => /Budget|Traffic/.test(name)),
            [],
        );
    });

    it("read what the controllers count: phases of the metric, and failures that a fallback hides", async () => {
        const found = await alerts({ ...custom, traffic: { strategy: "progressive" } });
        const info = `rollout_info{exported_namespace="ml-production", name="w"`;
        assert.equal(
            found.get("InferenceRolloutAborted")?.expr,
            `max by (name) (${info}, phase=~"Abort|Timeout"}) > 0`,
        );
        const { expr } = found.get("InferenceScalingFallback")!;
        assert.match(expr, /keda_scaler_http_requests_total\{[^}]*scaled_resource="w", status_code!="200"\}/);
        assert.match(expr, /keda_scaler_empty_upstream_responses_total\{[^}]*ignoreNullValues="false"\}/);
    });

    it("judge accuracy only where the server reports it", async () => {
        assert.equal((await alerts(detector)).has("InferenceAccuracyLow"), false);
    });

    it("do not miss a workload that may have no pods", async () => {
        const idle = { cron: [{ timezone: "Europe/Berlin", start: "0 8 * * *", end: "0 18 * * *", replicas: 2 }] };
        assert.equal((await alerts({ ...custom, scaling: { min: 0, ...idle } })).has("InferenceMetricsAbsent"), false);
        assert.equal((await alerts(custom)).has("InferenceMetricsAbsent"), true);
    });

    it("know the autoscaler only where there is one, and rollouts only where a Rollout owns the pods", async () => {
        const fixed = await alerts({ ...custom, scaling: { min: 2, max: 2 } });
        assert.equal(fixed.has("InferenceAtMaxReplicas") || fixed.has("InferenceScalingFallback"), false);
        assert.equal(fixed.has("InferenceRolloutStuck"), false);
        const progressive = await alerts({ ...custom, traffic: { strategy: "progressive" } });
        // 4 weights with up to 30 minutes for their pods, 3 minutes of pauses, 11 intervals of 30 seconds.
        assert.equal(progressive.get("InferenceRolloutStuck")?.for, "129m");
        const waits = await alerts({ ...custom, traffic: { strategy: "blue-green" } });
        assert.equal(waits.get("InferenceRolloutStuck")?.for, "1440m");
    });

    it("miss the autoscaler of each version that has pods, unless scaling is paused", async () => {
        const weighted = { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 20 } } };
        const run = await render({ w: { ...detector, traffic: weighted } });
        const missing = alertsOf(run, "w").filter(({ alert }) => alert === "InferenceAutoscalerMissing");
        assert.deepEqual(
            missing.map(({ labels, expr }) => [
                labels["version"],
                expr.includes('"keda-hpa-w-v2"'),
                expr.includes('label_version="v1"'),
            ]),
            [
                ["v1", false, true],
                ["v2", true, false],
            ],
        );
        const fixed = await alerts({ ...custom, scaling: { min: 2, max: 2 } });
        assert.deepEqual(
            [...fixed.keys()].filter((name) => /Autoscaler|Paused/.test(name)),
            [],
        );
    });

    it("watch the autoscaler of every version in one rule", async () => {
        const weighted = { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 20 } } };
        const found = await alerts({ ...detector, traffic: weighted });
        assert.match(found.get("InferenceAtMaxReplicas")?.expr ?? "", /=~"keda-hpa-w-v1\|keda-hpa-w-v2"/);
    });

    it("compare traffic with last week only where metrics are kept that long", async () => {
        const run = await render({ w: custom });
        const [rule] = alertsOf(run, "w").filter(({ alert }) => alert === "InferenceNoTraffic");
        assert.match(rule?.expr ?? "", /offset 1w/);
    });
});

describe("the objectives of a workload", () => {
    async function recorded(
        workload: object,
        changes = {},
    ): Promise<readonly { record?: string; expr: string; labels?: object }[]> {
        const run = await render({ w: workload }, {}, changes);
        const { spec } = run.object("PrometheusRule", "w-recording").inputs as {
            spec: { groups: { rules: { record?: string; expr: string; labels?: object }[] }[] };
        };
        return spec.groups.flatMap(({ rules }) => rules);
    }
    const objectives = (rules: Awaited<ReturnType<typeof recorded>>) =>
        rules.filter(({ record }) => record === "inference:slo:objective").map(({ expr }) => expr);

    it("are stricter in production by default", async () => {
        assert.deepEqual(objectives(await recorded(custom)), ["vector(0.99)", "vector(0.95)"]);
        const production = { environment: "production", serving: { imageDigests: "optional" } };
        assert.deepEqual(objectives(await recorded(custom, production)), ["vector(0.999)", "vector(0.95)"]);
    });

    it("count requests slower than the target, whatever way Prometheus writes the edge", async () => {
        const rules = await recorded({ ...custom, slo: { latencyP95Ms: 700, availability: 99.95, window: "28d" } });
        assert.deepEqual(objectives(rules), ["vector(0.9995)", "vector(0.95)"]);
        assert.ok(
            rules.some(({ expr }) => expr.includes('le=~"700(\\\\.0)?"')),
            "an edge at the target",
        );
        const budget = rules.find(({ record }) => record === "inference:slo:budget_remaining");
        assert.match(budget?.expr ?? "", /\[28d\]/);
    });

    it("page at 14.4 and 6 times the budget's speed, and warn at 3 times and once", async () => {
        const found = await alerts(custom);
        const burns = ["1h", "6h", "1d", "3d"].map((long) => {
            const { expr, labels } = found.get(`InferenceErrorBudgetBurn${long}`)!;
            const factors = [...expr.matchAll(/burn_rate(\w+)\{[^}]*\} > ([\d.]+)/g)].map(([, window, factor]) => [
                window,
                factor,
            ]);
            return [...factors, labels["severity"]];
        });
        assert.deepEqual(burns, [
            [["1h", "14.4"], ["5m", "14.4"], "critical"],
            [["6h", "6"], ["30m", "6"], "critical"],
            [["1d", "3"], ["2h", "3"], "warning"],
            [["3d", "1"], ["6h", "1"], "warning"],
        ]);
    });

    itRejects([
        // An objective below could never be missed fast enough for its page.
        [{ ...custom, slo: { availability: 90 } }, "slo.availability", "is 90: must be at least 95"],
        [
            { ...custom, slo: { window: "90d" } },
            "slo.window",
            'is "90d": must be one of 7d, 14d, 28d, 30d; did you mean "30d"?',
        ],
    ]);

    it("cannot be judged over more days than metrics are kept", () => {
        const kept = { addons: { monitoring: { retentionDays: 10 } } };
        assert.deepEqual(faultsOf({ w: { ...custom, slo: { window: "14d" } } }, kept), [
            {
                path: "workloads.w.slo.window",
                reason:
                    "is 14d, and addons.monitoring.retentionDays keeps metrics for 10: choose a shorter window, or keep " +
                    "metrics at least as long",
            },
        ]);
    });
});
