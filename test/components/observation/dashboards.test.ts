import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { labelsOf, type MetricName, metrics, seriesNames } from "../../../components/observation/catalogue";
import { alertsOf, type RenderedAlert } from "../../support/alerts";
import { queryFaults } from "../../support/promql";
import { seriesIn } from "../../support/queries";
import { simulateStack, type Simulated } from "../../support/simulate";

const root = path.resolve(__dirname, "../../..");

interface Panel {
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly {
        readonly refId: string;
        readonly expr: string;
        readonly legendFormat: string;
        readonly exemplar?: boolean;
    }[];
    readonly fieldConfig?: {
        readonly defaults: {
            readonly unit?: string;
            readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] };
        };
    };
}

interface Dashboard {
    readonly uid: string;
    readonly title: string;
    readonly panels: readonly Panel[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly query?: string }[] };
}

function dashboardsOf(run: Simulated): readonly Dashboard[] {
    return run.resources
        .filter(({ inputs }) => inputs.kind === "ConfigMap")
        .flatMap(({ inputs }) => {
            const { metadata, data } = inputs as {
                metadata: { labels?: Record<string, string> };
                data?: Record<string, string>;
            };
            return metadata.labels?.["grafana_dashboard"] === "1" ? Object.values(data ?? {}) : [];
        })
        .map((text) => {
            // An object of Kubernetes may have 1 MiB, and etcd's request as much.
            assert.ok(text.length < 500_000, "a dashboard of half a megabyte");
            return JSON.parse(text) as Dashboard;
        });
}

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Lines that no alert compares with, and why. */
const derived: Readonly<Record<string, string>> = {
    "Error budget left": "alerts see how fast the budget burns; at 0 it is gone",
    "Replicas against their maximum": "the panel has the share, the alert compares both counts",
};

/** Whether an alert begins at a panel's line. A count that should be 0 has its line at 1. */
function beginsAt(expr: string, limit: number): boolean {
    const compared = [...expr.matchAll(/(?:[<>]=?|==)\s*(?:bool\s*)?\(?\s*(\d[\d.]*)/g)].map(([, value]) =>
        Number(value),
    );
    return compared.includes(limit) || (limit === 1 && compared.includes(0));
}

describe("the dashboards of a stack", () => {
    let alerts: readonly RenderedAlert[];
    let dashboards: readonly Dashboard[];
    let graphs: readonly { readonly where: string; readonly panel: Panel }[];
    before(async () => {
        const run = await simulateStack("prod");
        alerts = alertsOf(run);
        dashboards = dashboardsOf(run);
        graphs = dashboards.flatMap(({ uid, panels }) =>
            panels.filter(({ type }) => type !== "row").map((panel) => ({ where: `${uid}: ${panel.title}`, panel })),
        );
    });

    it("keep the names that links use", () => {
        assert.deepEqual(dashboards.map(({ uid }) => uid).sort(), [
            "cost",
            "gpu-fleet",
            "inference-workload",
            "load-test",
            "mesh",
            "platform-overview",
            "rollouts",
        ]);
    });

    it("only ask for what is in the catalogue, in panels and in their choices", () => {
        const queries = graphs.flatMap(({ where, panel }) =>
            (panel.targets ?? []).map(({ expr }) => ({ where, expr })),
        );
        assert.ok(queries.length > 40, `only ${queries.length} queries found`);
        for (const { where, expr } of queries) {
            assert.deepEqual(queryFaults(expr), [], `${where}: ${expr}`);
        }
        const choices = dashboards
            .flatMap(({ templating }) => templating.list)
            .filter(({ name }) => name !== "datasource");
        assert.ok(choices.length >= 4, "choices");
        for (const { query = "" } of choices) {
            const [, selector = "", label = ""] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
            assert.deepEqual(queryFaults(`count by (${label}) (${selector})`), [], query);
        }
    });

    it("say of every panel what it shows and in which unit, and read the data source that is chosen", () => {
        for (const { where, panel } of graphs) {
            assert.ok((panel.description ?? "").length > 10, `${where} has no description`);
            assert.ok((panel.fieldConfig?.defaults.unit ?? "") !== "", `${where} has no unit`);
            assert.equal(panel.datasource?.uid, "${datasource}", where);
            const refs = (panel.targets ?? []).map(({ refId }) => refId);
            assert.ok(refs.length > 0 && new Set(refs).size === refs.length, `${where} has queries of one name`);
        }
    });

    it("draw a line where an alert begins, and name its runbook", () => {
        const lines = graphs.flatMap(({ where, panel }) => {
            const value = panel.fieldConfig?.defaults.thresholds?.steps.at(-1)?.value;
            return value === null || value === undefined ? [] : [{ where, panel, value }];
        });
        assert.ok(lines.length > 20, `only ${lines.length} lines found`);
        for (const { where, panel, value } of lines) {
            const [, page] = /Runbook: \S*?([\w-]+\.md)$/.exec(panel.description ?? "") ?? [];
            const told = alerts.filter(({ annotations }) => annotations.runbook_url.endsWith(`/${page}`));
            assert.ok(told.length > 0, `${where}: no alert has the runbook ${page}`);
            assert.ok(
                panel.title in derived || told.some(({ expr }) => beginsAt(expr, value)),
                `${where}: ${value} in none of\n${told.map(({ expr }) => expr).join("\n")}`,
            );
        }
    });

    it("ask for exemplars where series have them, and nowhere else", () => {
        const asking = graphs.filter(({ panel }) => (panel.targets ?? []).some(({ exemplar }) => exemplar === true));
        assert.deepEqual(
            asking.map(({ where }) => where),
            ["inference-workload: Requests with a trace", "inference-workload: Time in the server"],
        );
    });

    it("name their series by labels that these have", () => {
        const legends = graphs.flatMap(({ where, panel }) => panel.targets!.map((target) => ({ where, ...target })));
        for (const { where, expr, legendFormat } of legends) {
            const labels = (Object.keys(metrics) as MetricName[])
                .filter((name) => seriesIn(expr).some((series) => seriesNames(name).includes(series)))
                .flatMap(labelsOf);
            for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
                assert.ok(labels.includes(label), `${where}: ${legendFormat}`);
            }
        }
    });

    it("use only variables that they have", () => {
        for (const { uid, panels, templating } of dashboards) {
            const names = new Set(templating.list.map(({ name }) => name));
            const used = [...JSON.stringify(panels).matchAll(/\$\{?([a-z]\w*)\}?/g)].map(([, name = ""]) => name);
            assert.deepEqual(
                [...new Set(used)].filter((name) => !names.has(name)),
                [],
                uid,
            );
        }
    });

    it("have room for every panel within the grid", () => {
        for (const { uid, panels } of dashboards) {
            panels.forEach((panel, i) => {
                assert.ok(panel.gridPos.x + panel.gridPos.w <= 24, `${uid}: ${panel.title} leaves the grid`);
                panels.slice(0, i).forEach((other) => {
                    assert.ok(!overlap(panel, other), `${uid}: ${panel.title} lies over ${other.title}`);
                });
            });
        }
    });

    it("name runbooks that exist", () => {
        const named = graphs.flatMap(({ panel }) => [
            ...(panel.description ?? "").matchAll(/docs\/runbooks\/[\w-]+\.md/g),
        ]);
        assert.ok(named.length > 15, `${named.length} runbooks`);
        for (const [page] of named) {
            assert.ok(existsSync(path.join(root, page)), page);
        }
    });
});
