import assert from "node:assert/strict";
import { type KubeObject } from "./cluster/types";
import { render } from "./rendered";
import { type InputSeries, type RuleTest, testRules } from "./rules/promtool";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

interface Query {
    readonly query: string;
    /** Whether an autoscaler reads it, which takes an absent value for a failure. */
    readonly scales: boolean;
}

describeStacks(
    "queries of autoscalers and rollouts",
    async (stack) => {
        await ensureTool("promtool");
        return (await render(stack)).manifests;
    },
    (prepared) => {
        it("give a workload without requests a number, never the quantile or the share of nothing", async () => {
            const queries = queriesOf(prepared());
            assert.ok(queries.some(({ scales }) => scales) && queries.some(({ scales }) => !scales));
            const test: RuleTest = {
                name: "no requests",
                interval: "15s",
                input_series: queries.flatMap(({ query }) => idle(query)),
                promql_expr_test: [
                    ...queries.flatMap(({ query }) => numbersOnly(query)),
                    ...queries
                        .filter(({ scales }) => scales)
                        .map(({ query }) => ({
                            expr: `count(${query})`,
                            eval_time: "30m",
                            exp_samples: [{ labels: "{}", value: 1 }],
                        })),
                ],
            };
            assert.equal(await testRules(rulesOf(prepared()), [test]), "");
        });

        it("give no number that is none while nothing is measured", async () => {
            const test: RuleTest = {
                name: "no data",
                interval: "15s",
                input_series: [],
                promql_expr_test: queriesOf(prepared()).flatMap(({ query }) => numbersOnly(query)),
            };
            assert.equal(await testRules(rulesOf(prepared()), [test]), "");
        });
    },
);

function rulesOf(manifests: readonly KubeObject[]): readonly KubeObject[] {
    return manifests.filter(({ kind }) => kind === "PrometheusRule");
}

/** Expectations that a query returns neither NaN, which differs from itself, nor an infinite value. */
function numbersOnly(query: string): NonNullable<RuleTest["promql_expr_test"]> {
    return [`(${query}) != (${query})`, `abs(${query}) == Inf`].map((expr) => ({
        expr,
        eval_time: "30m",
        exp_samples: [],
    }));
}

function queriesOf(manifests: readonly KubeObject[]): readonly Query[] {
    const scaling = manifests.filter(({ kind }) => kind === "ScaledObject").flatMap(triggerQueries);
    const judging = manifests.filter(({ kind }) => kind === "AnalysisTemplate").flatMap(analysisQueries);
    return [...scaling, ...judging];
}

function triggerQueries({ spec }: KubeObject): Query[] {
    const { triggers } = spec as { triggers: readonly { type: string; metadata: Readonly<Record<string, string>> }[] };
    return triggers
        .filter(({ type }) => type === "prometheus")
        .map((trigger) => ({ query: trigger.metadata["query"]!, scales: true }));
}

function analysisQueries({ spec }: KubeObject): Query[] {
    const { metrics } = spec as { metrics: readonly { provider: { prometheus: { query: string } } }[] };
    return metrics.map(({ provider }) => ({
        query: provider.prometheus.query.replaceAll(/\{\{args\.[a-z-]+\}\}/g, "r"),
        scales: false,
    }));
}

/** The series of a version whose pods are measured, and which nobody calls. */
function idle(query: string): InputSeries[] {
    const label = (name: string) => new RegExp(`[{ ]${name}="([^"]*)"`).exec(query)?.[1];
    const of = `namespace="${label("namespace")}", workload="${label("workload")}", version="${label("version") ?? "v"}", revision="r"`;
    const flat = (series: string, value = 0) => ({ series, values: `${value}+0x150` });
    return [
        flat(`up{${of}, pod="p"}`, 1),
        flat(`:tensorflow:cc:saved_model:load_attempt_count{${of}, pod="p"}`, 1),
        flat(`:tensorflow:serving:batching_session:queuing_latency_sum{${of}, pod="p"}`),
        flat(`inference_queue_depth{${of}, pod="p"}`),
        // What the example stacks declare as metrics of their own.
        flat(`ranking_candidates_waiting{${of}, pod="p"}`),
        flat(`DCGM_FI_DEV_GPU_UTIL{namespace="${label("namespace")}", pod="p"}`),
        flat(`istio_requests_total{reporter="destination", ${of}, response_code="200"}`),
        flat(`istio_request_duration_milliseconds_bucket{reporter="destination", ${of}, le="100"}`),
        flat(`istio_request_duration_milliseconds_bucket{reporter="destination", ${of}, le="+Inf"}`),
    ];
}
