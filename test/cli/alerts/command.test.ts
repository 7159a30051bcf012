import assert from "node:assert/strict";
import { alertsCommand } from "../../../cli/alerts/command";
import { alertsTable } from "../../../cli/alerts/alertsTable";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { captured } from "../../support/terminal";

const run = (...args: string[]) => captured((terminal) => alertsCommand(args, terminal));

describe("npm run alerts", () => {
    it("prints each alert once, with its runbook", async () => {
        const { code, out } = await run("dev");
        assert.equal(code, ExitCode.Ok);
        const names = out.split("\n").map((line) => line.split(" | ")[0]);
        assert.equal(new Set(names).size, names.length, "an alert twice");
        assert.match(out, /^\| InferenceErrorsHigh \| critical \|.*\[inference-errors\]\(inference-errors\.md\) \|$/m);
    });

    it("names a stack that does not exist", async () => {
        const { code, err } = await run("staging");
        assert.equal(code, ExitCode.InvalidInput);
        assert.match(err, /staging/);
    });

    it("prints the alarms of the cloud too, of several stacks together", async () => {
        const { code, out } = await run("prod", "dev");
        assert.equal(code, ExitCode.Ok);
        assert.match(
            out,
            /^\| DatabaseCpuHigh \| warning \|.* \| 15m \| notifies \|.*\[database-load\]\(database-load\.md\) \|$/m,
        );
        assert.match(out, /^\| NatPacketsDropped \| warning \|.* \| 15m \| silent \|/m);
        // Prod watches no queue.
        assert.match(out, /^\| QueueDeadLetters \|/m);
        assert.doesNotMatch(out, /^\| TrainingQueued \|/m);
    });

    it("prints the alerts of an add-on that no stack file switches on", async () => {
        const { code, out } = await run("dev", "--set", "addons.kueue.enabled=true");
        assert.equal(code, ExitCode.Ok);
        assert.match(out, /^\| TrainingQueued \| warning \|.*\[training-queued\]\(training-queued\.md\) \|$/m);
    });

    it("says what an alert does without data, and keeps its cells apart", () => {
        const rules = [
            {
                alert: "B",
                expr: "absent(up)",
                annotations: { description: "a | b", runbook_url: "docs/runbooks/b.md" },
            },
            { record: "r", expr: "up" },
        ];
        const table = alertsTable([{ inputs: { kind: "PrometheusRule", spec: { groups: [{ rules }] } } }]);
        assert.match(table, /^\| B \| {2}\| a \\\| b \| 0m \| fires \|/m);
        assert.equal(table.trimEnd().split("\n").length, 3);
    });
});
