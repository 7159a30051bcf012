import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../support/temporary";
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
    const temporary = temporaryFolder();

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

    it("comments on a change with what differs from the base, field by field, and with the engine's plan", async function () {
        this.timeout(0);
        const folder = temporary.path;
        const git = async (...args: readonly string[]) => (await run("git", args, { cwd: folder })).stdout.trim();
        const { stdout: files } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
            cwd: root,
        });
        for (const file of files.split("\0").filter((each) => existsSync(path.join(root, each)) && each !== "")) {
            cpSync(path.join(root, file), path.join(folder, file));
        }
        symlinkSync(realpathSync(path.join(root, "node_modules")), path.join(folder, "node_modules"));
        await git("init", "--quiet");
        await git("add", "--all");
        await git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "base");
        const base = await git("rev-parse", "HEAD");
        const stackFile = readFileSync(path.join(folder, "Pulumi.dev.yaml"), "utf8");
        const changed = stackFile.replace(/^( {4}system: .*)max: 4/m, "$1max: 5");
        assert.notEqual(changed, stackFile);
        temporary.write("Pulumi.dev.yaml", changed);
        const pulumi = path.dirname(await ensureTool("pulumi"));
        await run("pipeline/judge", ["dev", base], {
            cwd: folder,
            env: { ...process.env, PATH: `${pulumi}:${process.env.PATH ?? ""}` },
            maxBuffer: 64 << 20,
        });
        const comment = readFileSync(path.join(folder, "out/pipeline/dev/comment.md"), "utf8");
        assert.match(comment, /^## Stack `dev`\n\n### Simulation of dev\n\nAll mandatory policies hold\.\n/);
        assert.match(comment, /<summary>Differences: 0 added, 0 removed, \d+ changed, \d+ unchanged<\/summary>/);
        assert.match(comment, /\n! eks\.NodeGroup system\n {4}scalingConfig\.maxSize: 4 → 5\n/);
        assert.match(comment, /### Rehearsal of dev\n\nOK: the update succeeds/);
        assert.match(comment, /scalingConfig\.maxSize/);
        assert.ok(comment.length < 65_536 / 2, `${comment.length} characters`);
        assert.equal((await git("worktree", "list")).split("\n").length, 1);
        const picture = path.join(folder, "out/pipeline/dev/report.png");
        const browser = ["google-chrome", "chromium", "chromium-browser"].some((name) =>
            (process.env.PATH ?? "").split(path.delimiter).some((place) => existsSync(path.join(place, name))),
        );
        assert.equal(existsSync(picture), browser);
        if (browser) {
            assert.equal(readFileSync(picture).toString("latin1", 1, 4), "PNG");
        }
    });

    it("covers every script that calls the CLI", () => {
        assert.deepEqual(calls.map(({ script }) => script).sort(), ["deploy", "drift", "preview"]);
    });
});
