import assert from "node:assert/strict";
import { type KubeObject } from "./cluster/types";
import { render } from "./rendered";
import { groupsOf, type InputSeries, type RuleTest, testRules } from "./rules/promtool";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

/** Rules run once a minute, which twenty days of a test need not. */
const step = "30m";
const stepsPerDay = 48;
const days = 20;
const bins = 10;

/** Predictions of half an hour by bin of their score, from the lowest. */
type Scores = readonly number[];
const even: Scores = Array.from({ length: bins }, () => 300);
const low: Scores = Array.from({ length: bins }, (_, i) => (i < bins / 2 ? 600 : 0));

/** What a server counts that gives some scores for some days, and then others. */
function server(
    labels: Readonly<Record<string, string>>,
    phases: readonly (readonly [days: number, scores: Scores, missed?: "missed"])[],
    begins = 0,
): readonly InputSeries[] {
    const edges = Array.from({ length: bins }, (_, i) => (i + 1 === bins ? "1.0" : `0.${i + 1}`));
    return edges.map((le, bin) => {
        let count = 0;
        const values = phases.map(([lasting, scores, missed]) => {
            const growth = scores.slice(0, bin + 1).reduce((sum, each) => sum + each, 0);
            const steps = lasting * stepsPerDay;
            const text = missed ? `_x${steps}` : `${count + growth}+${growth}x${steps - 1}`;
            count += growth * steps;
            return text;
        });
        const all = Object.entries({ ...labels, le, pod: "a", model: "m", model_version: "1" });
        return {
            series: `prediction_score_bucket{${all.map(([label, value]) => `${label}="${value}"`).join(", ")}}`,
            values: [...(begins === 0 ? [] : [`_x${begins * stepsPerDay - 1}`]), ...values].join(" "),
        };
    });
}

describeStacks(
    "Drift of scores",
    async (stack) => {
        await ensureTool("promtool");
        const rules = (await render(stack)).manifests.flatMap((object) => driftRulesOf(object));
        assert.ok(rules.length > 0, "the stack has a workload that reports scores");
        return rules[0]!;
    },
    (prepared) => {
        const own = () => {
            const { expr } = groupsOf(prepared())[0]!.rules[0]!;
            const label = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(expr)?.[1] ?? "";
            return { namespace: label("namespace"), workload: label("workload") };
        };
        const psi = (at: string, versions: Readonly<Record<string, number>>) => ({
            expr: "max by (version) (round(inference:score_psi, 0.001))",
            eval_time: at,
            exp_samples: Object.entries(versions).map(([version, value]) => ({
                labels: `{version="${version}"}`,
                value,
            })),
        });
        const holds = async (series: readonly InputSeries[], tests: RuleTest["promql_expr_test"]) => {
            const test: RuleTest = {
                name: "drift",
                interval: step,
                input_series: series,
                ...(tests && { promql_expr_test: tests }),
            };
            assert.equal(await testRules([prepared()], [test], step), "");
        };

        it("is the population stability index against the first week, which stays the baseline", async () => {
            // Five bins went from a tenth to a fifth, five to nothing, which counts as 0.0001.
            const shifted = 5 * 0.1 * Math.log(2) + 5 * (0.1 - 0.0001) * Math.log(1000);
            const rounded = Number(shifted.toFixed(3));
            await holds(
                server({ ...own(), version: "v1" }, [
                    [8, even],
                    [days - 8, low],
                ]),
                [
                    // No index before there is a baseline.
                    psi("6d", {}),
                    psi("7d12h", { v1: 0 }),
                    psi("8d2h", { v1: rounded }),
                    // A mean of the last week would have followed.
                    psi("19d", { v1: rounded }),
                ],
            );
        });

        it("is compared with the version's own week: a rollout begins a new one", async () => {
            const older = server({ ...own(), version: "v1" }, [[days, even]]);
            const newer = server({ ...own(), version: "v2" }, [[days - 9, low]], 9);
            const content = server({ ...own(), version: "v1", model_digest: "2" }, [[days - 9, low]], 9);
            await holds(
                [...older, ...newer, ...content],
                [psi("10d", { v1: 0 }), psi("15d", { v1: 0 }), psi("17d", { v1: 0, v2: 0 })],
            );
        });

        it("hardly differs between two replicas of Prometheus of which one has missed an hour of that week", async () => {
            const hour = 1 / 24;
            const drifted = even.map((count, i) => (i < bins / 2 ? count + 140 : count - 140));
            const week = (version: string, missed?: "missed") =>
                server({ ...own(), version }, [
                    [3, even],
                    [hour, low, ...(missed === undefined ? ([] as const) : ([missed] as const))],
                    [5 - hour, even],
                    [2, drifted],
                ]);
            const index = (version: string) => `max(inference:score_psi{version="${version}"})`;
            const is = (expr: string, value: number) => ({
                expr,
                eval_time: "9d",
                exp_samples: [{ labels: "{}", value }],
            });
            await holds(
                [...week("whole"), ...week("partly", "missed")],
                [
                    is(`round(${index("partly")}, 0.001)`, 0.236),
                    is(`round(${index("partly")} - ${index("whole")}, 0.001)`, 0.006),
                ],
            );
        });

        it("is not judged by a few predictions, nor by those of another workload", async () => {
            const few = even.map(() => 24);
            const series = [
                ...server({ ...own(), version: "few" }, [[days, few]]),
                ...server({ ...own(), workload: "another", version: "foreign" }, [[days, even]]),
                ...server({ ...own(), namespace: "elsewhere", version: "away" }, [[days, even]]),
            ];
            await holds(series, [psi("10d", {})]);
        });

        it("is forgotten with its version: after a week without predictions a baseline is gone", async () => {
            const baselines = (at: string, value: number | undefined) => ({
                expr: "count(inference:score_baseline)",
                eval_time: at,
                exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
            });
            await holds(server({ ...own(), version: "v1" }, [[9, even]]), [
                baselines("8d", bins),
                baselines("15d", bins),
                baselines("17d", undefined),
            ]);
        });
    },
);

/** The object with a workload's rules on drift alone; none where an object has none. */
function driftRulesOf(object: KubeObject): KubeObject[] {
    if (object.kind !== "PrometheusRule") {
        return [];
    }
    const groups = groupsOf(object).filter(({ name }) => name.startsWith("drift-"));
    return groups.length === 0 ? [] : [{ ...object, spec: { groups } }];
}
