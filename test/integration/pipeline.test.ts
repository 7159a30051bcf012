import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { ensureTool } from "./tools";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");

/** Each call of the Pulumi CLI in the pipeline's scripts. */
const calls = readdirSync(path.join(root, "pipeline")).flatMap((script) =>
    [...readFileSync(path.join(root, "pipeline", script), "utf8").matchAll(/^pulumi (\w+) (.+)$/gm)].map(
        ([, command = "", args = ""]) => ({ script, command, flags: args.match(/(?<=^|\s)--[a-z-]+/g) ?? [] }),
    ),
);

describe("the pipeline", () => {
    it("has workflows that GitHub Actions accepts", async function () {
        this.timeout(0);
        await run(await ensureTool("actionlint"), ["-no-color"], { cwd: root });
    });

    for (const { script, command, flags } of calls) {
        it(`uses flags that the CLI has: ${script}`, async function () {
            this.timeout(0);
            const { stdout } = await run(await ensureTool("pulumi"), [command, "--help"], {
                env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
            });
            assert.ok(flags.length > 0);
            assert.deepEqual(
                flags.filter((flag) => !new RegExp(`${flag}\\b`).test(stdout)),
                [],
            );
        });
    }

    it("covers every script that calls the CLI", () => {
        assert.deepEqual(calls.map(({ script }) => script).sort(), ["deploy", "drift", "preview"]);
    });
});
