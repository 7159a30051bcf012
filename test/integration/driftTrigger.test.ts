import assert from "node:assert/strict";
import { driftDue } from "../../components/workloads/training/driftTrigger";
import { type KubeObject } from "./cluster/types";
import { render } from "./rendered";
import { of, steady } from "./rules/alertCases/series";
import { groupsOf, type InputSeries, testRules } from "./rules/promtool";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

/** Rules run once a minute, which weeks of a test need not. */
const step = "30m";
const perDay = 48;

const training = { name: "model-training", namespace: "ml-training" };

describeStacks(
    "A training that drift starts",
    async (stack) => {
        await ensureTool("promtool");
        const { manifests } = await render(stack, [
            "workloads.model-training.retraining={ drift: { workload: ai-inference-app, days: 7 } }",
            "workloads.model-training.output={ model: ai-inference }",
            "workloads.model-training.run=true",
        ]);
        const group = (name: string, keep: (record: string) => boolean): KubeObject => {
            const object = manifests.find(({ kind, metadata }) => kind === "PrometheusRule" && metadata.name === name);
            assert.ok(object !== undefined, name);
            const groups = groupsOf(object).map(({ rules, ...rest }) => ({
                ...rest,
                rules: rules.filter(({ alert, record }) => keep(alert ?? record ?? "")),
            }));
            return { ...object, spec: { groups } };
        };
        return [
            group("ai-inference-app-alerts", (name) => name === "InferencePredictionDrift"),
            group("model-training-drift", () => true),
        ];
    },
    (prepared) => {
        const own = { namespace: "ml-production", workload: "ai-inference-app", version: "v1" };
        const psi = (values: string, labels = own) => of("inference:score_psi", labels, values);
        const run = (name: string, day: number, lasting = 1, namespace = "ml-training"): InputSeries =>
            of(
                "kube_job_created",
                { namespace, job_name: name },
                `_x${day * perDay} ${steady(day * 86_400, lasting * perDay)}`,
            );
        const holds = async (series: readonly InputSeries[], due: Readonly<Record<string, number>>) => {
            const test = {
                name: "due",
                interval: step,
                input_series: series,
                promql_expr_test: Object.entries(due).map(([eval_time, value]) => ({
                    expr: driftDue(training),
                    eval_time,
                    exp_samples: [{ labels: "{}", value }],
                })),
            };
            assert.equal(await testRules(prepared(), [test], step), "");
        };
        const days = (count: number, value: number) => steady(value, count * perDay - 1);

        it("is not due without drift, while the alert waits, and without metrics; and due while it fires", async () => {
            await holds([], { "1d": 0 });
            await holds([psi(`${days(2, 0.1)} ${days(5, 0.3)}`)], { "1d": 0, "2d30m": 0, "2d2h": 1, "6d": 1 });
            await holds([psi(days(9, 0.3), { ...own, workload: "another" })], { "8d": 0 });
        });

        it("is not due again for as long as one alert lasts, though its Job is deleted after a day", async () => {
            await holds([psi(days(40, 0.3)), run("model-training-x7k2p", 2)], {
                "1d": 1,
                "2d12h": 0,
                "4d": 0,
                "12d": 0,
                "39d": 0,
            });
        });

        it("is due again for a later alert, a week after the last run at the earliest", async () => {
            const twice = `${days(2, 0.3)} ${days(2, 0.1)} ${days(10, 0.3)}`;
            await holds([psi(twice), run("model-training-x7k2p", 1)], {
                "1d12h": 0,
                "3d": 0,
                "5d": 0,
                "7d": 0,
                "8d2h": 1,
            });
        });

        it("counts runs that a person has started, and none of another training", async () => {
            await holds([psi(days(5, 0.3)), run("model-training-29410140", 2)], { "1d": 1, "3d": 0 });
            await holds(
                [
                    psi(days(5, 0.3)),
                    run("model-training-other-x7k2p", 2, 3),
                    run("other-model-training-x7k2p", 2, 3),
                    run("model-training-x7k2p", 2, 3, "ml-testing"),
                ],
                { "3d": 1 },
            );
        });
    },
);
