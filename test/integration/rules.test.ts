import assert from "node:assert/strict";
import { type KubeObject } from "./cluster/types";
import { render } from "./rendered";
import { alertCases } from "./rules/alertCases";
import { type AlertRule, alertsOf, alertTest } from "./rules/alertTests";
import { mutations } from "./rules/mutations";
import { checkRules, groupsOf, type InputSeries, type RuleTest, testRules, testSingleRules } from "./rules/promtool";
import { type FullStack, oneFullStack } from "./settings";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

const errorsRecord = "inference:errors:ratio_rate5m";
const requestsRecord = "inference:requests:rate5m";

describeStacks(
    "Prometheus rules",
    async (stack) => {
        await ensureTool("promtool");
        return await rulesOf(stack);
    },
    (prepared, stack) => {
        it("pass promtool's check, lints included", async () => {
            assert.ok(prepared().length > 0, "the stack has rules");
            assert.equal(await checkRules(prepared()), "");
        });

        it("fire no alert while there is no data, but those that are about missing data", async () => {
            const alerts = alertsOf(prepared());
            const missed = alerts.filter((rule) => alertCases[rule.alert]?.(rule).firesWithoutData === true);
            assert.ok(missed.length > 0, "something is missed");
            const test: RuleTest = {
                name: "no data",
                interval: "1m",
                input_series: [],
                promql_expr_test: [
                    {
                        expr: 'count(ALERTS{alertstate="firing"}) by (alertname, namespace, workload)',
                        eval_time: "2h",
                        exp_samples: missed.map(({ alert, labels = {} }) => ({
                            labels: labelsText({
                                alertname: alert,
                                namespace: labels["namespace"],
                                workload: labels["workload"],
                            }),
                            value: 1,
                        })),
                    },
                ],
            };
            assert.equal(await testRules(prepared(), [test], "1m"), "");
        });

        it("fire each alert just after its time, not before, and only where its condition holds", async () => {
            const tests = alertsOf(prepared()).map((rule) => ({ rule, ...alertTest(rule) }));
            const reasons = await testSingleRules(tests);
            const failed = tests.flatMap(({ rule }, i) =>
                reasons[i] === undefined ? [] : [`${rule.alert} ${rule.expr}\n${reasons[i]}`],
            );
            assert.deepEqual(failed, []);
        });

        it("are tested so that a renamed metric, a dropped label or a turned comparison shows, for every alert", async () => {
            // Alerts of the stacks differ in names and limits, which no mutation looks at.
            const elsewhere = stack === oneFullStack() ? [] : alertsOf(await rulesOf(oneFullStack())).map(shapeOf);
            const byShape = new Map(alertsOf(prepared()).map((rule) => [shapeOf(rule), rule]));
            elsewhere.forEach((shape) => byShape.delete(shape));
            const mutants = [...byShape.values()].flatMap((rule) =>
                mutations(rule.expr).map(({ what, expr }) => ({ what, rule: { ...rule, expr }, ...alertTest(rule) })),
            );
            const reasons = await testSingleRules(mutants);
            const survivors = mutants.flatMap(({ what, rule }, i) =>
                reasons[i] === undefined ? [`${rule.alert}: ${what}: ${rule.expr}`] : [],
            );
            assert.deepEqual(survivors, []);
        });

        it("record the requests and the share of errors of each workload, over HTTP and over gRPC", async () => {
            const workloads = prepared().filter(recordsErrors);
            assert.ok(workloads.length > 0, "the stack records errors");
            assert.equal(await testRules(prepared(), [errorTest(workloads)]), "");
        });

        it("record how long a new pod waited for node, models, image and server, for an hour", async () => {
            const workloads = prepared().filter(recordsErrors);
            assert.equal(await testRules(workloads, [coldStartTest(workloads)], "1m"), "");
        });
    },
);

/** Every rule of a stack, those of an add-on that is off by default included. */
async function rulesOf(stack: FullStack): Promise<readonly KubeObject[]> {
    const { manifests } = await render(stack, ["addons.kueue.enabled=true"]);
    return manifests.filter(({ kind }) => kind === "PrometheusRule");
}

/** What rules of one alert have in common whose workloads differ only in names. */
function shapeOf({ alert, expr }: AlertRule): string {
    return `${alert} ${expr.replaceAll(/=~?"[^"]*"/g, "=")}`;
}

function recordsErrors(rule: KubeObject): boolean {
    return groupsOf(rule).some(({ rules }) => rules.some(({ record }) => record === errorsRecord));
}

/** What is asked of a version, and what its records must say after a quarter of an hour of it. */
interface Traffic {
    /** Requests a second, by the labels of their response. */
    readonly responses: Readonly<Record<string, number>>;
    readonly requests: number;
    /** Absent: no record, since a share of nothing is none. */
    readonly errors?: number;
}

/** By version, so that one test holds them all. */
const traffic: Readonly<Record<string, Traffic>> = {
    http: { responses: { 'response_code="200"': 19, 'response_code="503"': 1 }, requests: 20, errors: 0.05 },
    grpc: {
        responses: { 'response_code="200"': 19, 'response_code="200", grpc_response_status="14"': 1 },
        requests: 20,
        errors: 0.05,
    },
    "client-mistakes": { responses: { 'response_code="200"': 19, 'response_code="404"': 1 }, requests: 20, errors: 0 },
    down: { responses: { 'response_code="500"': 2 }, requests: 2, errors: 1 },
    idle: { responses: { 'response_code="200"': 0 }, requests: 0 },
};

/** One test for all: each takes promtool most of a second, however little it looks at. */
function errorTest(rules: readonly KubeObject[]): RuleTest {
    const input: InputSeries[] = [];
    const expected: NonNullable<RuleTest["promql_expr_test"]>[number][] = [];
    for (const rule of rules) {
        const workload = `namespace="${rule.metadata.namespace}", workload="${workloadOf(rule)}"`;
        for (const [version, { responses, requests, errors }] of Object.entries(traffic)) {
            const labels = `${workload}, version="${version}", revision="r"`;
            for (const [response, perSecond] of Object.entries(responses)) {
                const series = `istio_requests_total{reporter="destination", ${labels}, ${response}}`;
                input.push({ series, values: `0+${perSecond * 15}x80` });
            }
            for (const [record, value] of [
                [requestsRecord, requests],
                [errorsRecord, errors],
            ] as const) {
                const expr = `${record}{${labels}}`;
                expected.push({
                    expr,
                    eval_time: "15m",
                    exp_samples: value === undefined ? [] : [{ labels: expr, value }],
                });
            }
        }
        // What nobody scrapes has no record.
        expected.push({ expr: `${errorsRecord}{${workload}, version=""}`, eval_time: "15m", exp_samples: [] });
    }
    return { name: "traffic", interval: "15s", input_series: input, promql_expr_test: expected };
}

/** Seconds after its creation at which a pod reaches each state, and what the phases in between must be recorded as. */
const reached = {
    kube_pod_created: 0,
    kube_pod_status_scheduled_time: 240,
    kube_pod_status_initialized_time: 270,
    kube_pod_container_state_started: 310,
    kube_pod_status_ready_time: 345,
};
const phases = { node: 240, model: 30, image: 40, server: 35 };

function coldStartTest(rules: readonly KubeObject[]): RuleTest {
    const pods = rules.map((rule) => ({ namespace: rule.metadata.namespace ?? "", workload: workloadOf(rule) }));
    return {
        name: "cold start",
        interval: "1m",
        input_series: pods.flatMap(({ namespace, workload }) => {
            const pod = `namespace="${namespace}", pod="${workload}-1", uid="${workload}"`;
            return [
                { series: `kube_pod_labels{${pod}, label_app="${workload}"}`, values: "1x120" },
                ...Object.entries(reached).map(([metric, seconds]) => ({
                    series: `${metric}{${pod}}`,
                    values: `_x${Math.ceil(seconds / 60)} ${seconds}x120`,
                })),
            ];
        }),
        promql_expr_test: [
            {
                expr: "inference:cold_start_seconds",
                eval_time: "30m",
                exp_samples: pods.flatMap(({ namespace, workload }) =>
                    Object.entries(phases).map(([phase, value]) => ({
                        labels: `inference:cold_start_seconds{namespace="${namespace}", workload="${workload}", phase="${phase}"}`,
                        value,
                    })),
                ),
            },
            { expr: "inference:cold_start_seconds", eval_time: "70m", exp_samples: [] },
        ],
    };
}

function workloadOf(rule: KubeObject): string {
    const exprs = groupsOf(rule).flatMap(({ rules }) => rules.map(({ expr }) => expr));
    const name = exprs.map((expr) => /workload="([^"]+)"/.exec(expr)?.[1]).find((found) => found !== undefined);
    assert.ok(name, `${rule.metadata.name} names no workload`);
    return name;
}

/** Labels as promtool writes them, without those that are not there. */
function labelsText(labels: Readonly<Record<string, string | undefined>>): string {
    const given = Object.entries(labels).filter(([, value]) => value !== undefined);
    return `{${given.map(([name, value]) => `${name}="${value}"`).join(", ")}}`;
}
