import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { dashboardsCommand } from "../../../cli/dashboards/command";
import { pictureFiles } from "../../../cli/dashboards/files";
import { picturesFolder } from "../../../cli/shared/pictures";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { projectFolder } from "../../../cli/shared/arguments";
import { simulateStack } from "../../support/simulate";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";

describe("npm run dashboards", () => {
    const folder = temporaryFolder();

    it("writes a picture of every dashboard of the stack", async () => {
        const { code, out } = await captured((terminal) => dashboardsCommand(["dev", "--out", folder.path], terminal));
        assert.equal(code, ExitCode.Ok);
        const files = readdirSync(folder.path);
        assert.ok(files.includes("dashboard-inference-workload.svg"), files.join());
        assert.equal(out.trimEnd().split("\n").length, files.length);
    });

    it("names a stack that does not exist", async () => {
        const { code, err } = await captured((terminal) => dashboardsCommand(["staging"], terminal));
        assert.equal(code, ExitCode.InvalidInput);
        assert.match(err, /staging/);
    });

    it("has drawn the pictures of the documentation: run npm run dashboards -- prod", async () => {
        const files = pictureFiles((await simulateStack("prod")).resources);
        const folder = path.join(projectFolder, picturesFolder);
        assert.deepEqual(
            readdirSync(folder).filter((name) => name.startsWith("dashboard-")),
            files.map(({ name }) => name).sort(),
        );
        for (const { name, text } of files) {
            assert.equal(readFileSync(path.join(folder, name), "utf8"), text, name);
        }
    });
});
