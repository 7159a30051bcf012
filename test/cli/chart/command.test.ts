import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { chartCommand } from "../../../cli/chart/command";
import { captured } from "../../support/terminal";
import { temporaryFolder } from "../../support/temporary";

describe("npm run chart", () => {
    const temporary = temporaryFolder();

    it("writes a chart of one workload, and never into a folder with files", async () => {
        const out = path.join(temporary.path, "chart");
        const first = await captured((terminal) => chartCommand(["prod", "ai-inference-app", "--out", out], terminal));
        assert.equal(first.err, "");
        assert.equal(first.code, 0);
        assert.deepEqual(readdirSync(out).sort(), ["Chart.yaml", "templates", "values.yaml"]);
        const files = readdirSync(path.join(out, "templates"));
        assert.ok(files.includes("deployment-ai-inference-app.yaml"));
        assert.ok(files.every((file) => !file.includes("object-detection")));
        const second = await captured((terminal) => chartCommand(["prod", "ai-inference-app", "--out", out], terminal));
        assert.deepEqual(second, {
            code: 2,
            out: "",
            err: `--out ${out}: the folder has files (Chart.yaml): name a new or an empty folder\n`,
        });
    });

    it("names the workloads that there are", async () => {
        const out = path.join(temporary.path, "other");
        const { code, err } = await captured((terminal) => chartCommand(["prod", "ai-app", "--out", out], terminal));
        assert.equal(code, 2);
        assert.match(err, /^Pulumi\.prod\.yaml has no workload "ai-app": use one of object-detection, /);
        assert.doesNotMatch(err, /egress/);
    });
});
