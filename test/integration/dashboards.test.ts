import assert from "node:assert/strict";
import { type KubeObject } from "./cluster/types";
import { render } from "./rendered";
import { exampleSeries, exampleVariables } from "./rules/exampleSeries";
import { type RuleTest, testRules } from "./rules/promtool";
import { describeStacks } from "./suite";
import { ensureTool } from "./tools";

interface Dashboard {
    readonly uid: string;
    readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly query?: string }[] };
}

function dashboardsOf(objects: readonly KubeObject[]): readonly Dashboard[] {
    return objects
        .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.labels?.["grafana_dashboard"] === "1")
        .flatMap((object) => Object.values(object["data"] as Readonly<Record<string, string>>))
        .map((text) => JSON.parse(text) as Dashboard);
}

/** Every query of a dashboard's panels and choices, with the values that its variables may have. */
function queriesOf({ panels, templating }: Dashboard): readonly string[] {
    const ofPanels = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const ofChoices = templating.list.flatMap(({ query = "" }) => {
        const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
        return selector === undefined ? [] : [`count by (${label}) (${selector})`];
    });
    return [...ofPanels, ...ofChoices].map((query) =>
        query.replaceAll(/\$\{?(\w+)\}?/g, (written, name: string) => exampleVariables[name] ?? written),
    );
}

/** Holds when the query has a value after an hour; how many series, and which, is not asked. */
function hasSeries(query: string) {
    return { expr: `count(${query}) > bool 0`, eval_time: "1h", exp_samples: [{ labels: "{}", value: 1 }] };
}

describeStacks(
    "Dashboards",
    async (stack) => {
        await ensureTool("promtool");
        return dashboardsOf((await render(stack)).manifests);
    },
    (prepared) => {
        it("have something to show in every panel and every choice, on what a stack with a workload measures", async () => {
            const queries = [...new Set(prepared().flatMap(queriesOf))];
            assert.ok(queries.length > 50, `only ${queries.length} queries`);
            const test: RuleTest = {
                name: "dashboards",
                interval: "15s",
                input_series: exampleSeries(),
                promql_expr_test: queries.map(hasSeries),
            };
            assert.equal(await testRules([], [test]), "");
        });

        it("show nothing where nothing is measured, so that the test before is about the metrics", async () => {
            const queries = [...new Set(prepared().flatMap(queriesOf))];
            const test: RuleTest = {
                name: "no metrics",
                interval: "15s",
                input_series: [],
                promql_expr_test: queries.map((query) => ({ expr: query, eval_time: "1h", exp_samples: [] })),
            };
            assert.equal(await testRules([], [test]), "");
        });
    },
);
