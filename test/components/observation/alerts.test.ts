import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { alertsTable } from "../../../cli/alerts/alertsTable";
import { labelsOf, type MetricName, metrics } from "../../../components/observation/catalogue";
import { alarmsOf } from "../../support/aws/alarms";
import { alertsOf, type RenderedAlert } from "../../support/alerts";
import { simulateStack } from "../../support/simulate";

/** The add-on with alerts that neither stack has switched on. */
const withKueue = ["addons.kueue.enabled=true"];

const root = path.resolve(__dirname, "../../..");
const runbooks = path.join(root, "docs/runbooks");
const pages = readdirSync(runbooks).filter((file) => file.endsWith(".md") && file !== "README.md");

/** Labels that the expression of an alert may leave on what it finds. */
function possibleLabels({ expr, labels }: RenderedAlert): readonly string[] {
    const used = (Object.keys(metrics) as MetricName[]).filter((name) => expr.includes(name));
    return [...Object.keys(labels), ...used.flatMap(labelsOf), "node"];
}

describe("the alerts of a stack", () => {
    for (const stack of ["dev", "prod"]) {
        it(`of ${stack} say what is wrong, how bad it is and what to do, on a page that exists`, async () => {
            const alerts = alertsOf(await simulateStack(stack, withKueue));
            assert.ok(new Set(alerts.map(({ alert }) => alert)).size >= 35, "the stack has alerts");
            for (const rule of alerts) {
                const { alert, labels, annotations } = rule;
                assert.match(alert, /^[A-Z][A-Za-z0-9]+$/);
                assert.ok(["critical", "warning", "info"].includes(labels["severity"] ?? ""), alert);
                assert.ok(annotations.summary.length > 10 && annotations.description.length > 30, alert);
                assert.match(annotations.description, /\.$/, alert);
                assert.ok(existsSync(path.join(root, annotations.runbook_url)), annotations.runbook_url);
                const named = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
                for (const label of named) {
                    assert.ok(possibleLabels(rule).includes(label), `${alert} has no label ${label}`);
                }
            }
        });
    }

    it("link to the address that the stack file names", async () => {
        const run = await simulateStack("prod", ["addons.monitoring.runbooks=https://wiki.example.com/runbooks/"]);
        for (const { annotations } of alertsOf(run)) {
            assert.match(annotations.runbook_url, /^https:\/\/wiki\.example\.com\/runbooks\/[a-z0-9-]+\.md$/);
        }
    });
});

describe("the runbooks", () => {
    it("are all somebody's, and have the four parts in their order", async () => {
        const runs = [await simulateStack("dev"), await simulateStack("prod", withKueue)];
        const links = runs.flatMap((run) => [
            ...alertsOf(run).map(({ annotations }) => annotations.runbook_url),
            ...alarmsOf(run).map(({ inputs }) => inputs.alarmDescription),
        ]);
        const linked = new Set(links.map((link) => path.basename(link)));
        assert.deepEqual(new Set(pages), linked);
        for (const page of pages) {
            const headings = [...readFileSync(path.join(runbooks, page), "utf8").matchAll(/^## (.*)$/gm)];
            assert.deepEqual(
                headings.map(([, heading]) => heading),
                ["Meaning", "How to see it", "What to do", "Whom to call"],
                page,
            );
        }
    });

    it("have an index that is current, of both stacks: replace its table by the output of npm run alerts", async () => {
        const index = readFileSync(path.join(runbooks, "README.md"), "utf8");
        const [prod, dev] = [await simulateStack("prod", withKueue), await simulateStack("dev", withKueue)];
        assert.ok(index.includes(alertsTable(prod.resources, dev.resources)), "docs/runbooks/README.md");
    });
});
