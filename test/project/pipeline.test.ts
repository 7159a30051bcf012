import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { markdownComment } from "../../simulation/output/markdown";
import { temporaryFolder } from "../support/temporary";

const root = path.resolve(__dirname, "../..");

/** What a stand-in of a program does: it notes its arguments, then runs these lines of shell. */
type StandIns = Readonly<Record<string, string>>;

interface Ran {
    readonly code: number | null;
    readonly err: string;
    /** Calls of the stand-ins, in order. */
    readonly calls: readonly string[];
    readonly read: (file: string) => string;
}

describe("the scripts of the pipeline", () => {
    const temporary = temporaryFolder();

    /** Runs a script in a folder of its own, with stand-ins for npm, pulumi and trivy. */
    function run(script: string, args: readonly string[], standIns: StandIns, manifests?: string): Ran {
        const folder = path.join(temporary.path, `${script}-${Math.random().toString(36).slice(2)}`);
        cpSync(path.join(root, "pipeline"), path.join(folder, "pipeline"), { recursive: true });
        mkdirSync(path.join(folder, "bin"));
        writeFileSync(path.join(folder, "calls"), "");
        for (const [name, lines] of Object.entries(standIns)) {
            const file = path.join(folder, "bin", name);
            writeFileSync(file, `#!/usr/bin/env bash\necho "${name} $*" >>"${folder}/calls"\n${lines}\n`);
            chmodSync(file, 0o755);
        }
        if (manifests !== undefined) {
            const written = path.join(folder, "out/pipeline/dev/simulation/manifests");
            mkdirSync(written, { recursive: true });
            writeFileSync(path.join(written, "pod.yaml"), manifests);
        }
        const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
        const { status, stderr } = spawnSync(path.join(folder, "pipeline", script), args, {
            cwd: temporary.path,
            encoding: "utf8",
            env: { ...process.env, PATH: `${path.join(folder, "bin")}:${process.env.PATH ?? ""}` },
        });
        return { code: status, err: stderr, calls: read("calls").split("\n").filter(Boolean), read };
    }

    it("judges with every command although one fails, and ends with the worst exit code", () => {
        const { code, calls, read } = run("judge", ["dev", "main"], {
            npm: `case "$*" in
                *check*) echo "two violations"; exit 1 ;;
                *rehearse*) echo "### Rehearsal of dev" ;;
                *) echo "### Simulation of dev"; echo "warn: no receiver" >&2 ;;
            esac`,
        });
        assert.equal(code, 1);
        assert.deepEqual(calls, [
            "npm run --silent simulate -- dev --format markdown --out out/pipeline/dev/simulation",
            "npm run --silent check -- out/pipeline/dev/simulation/manifests",
            "npm run --silent check -- --format sarif out/pipeline/dev/simulation/manifests",
            "npm run --silent rehearse -- dev --from main --format markdown --out out/pipeline/dev/rehearsal",
        ]);
        const comment = read("out/pipeline/dev/comment.md");
        assert.match(comment, /^## Stack `dev`\n\n### Simulation of dev\n/);
        assert.match(comment, /simulation and policies: passed<\/summary>\n\n```\nwarn: no receiver/);
        assert.match(comment, /policies over the manifests: failed with exit code 1.*two violations/s);
        assert.match(comment, /<\/details>\n\n### Rehearsal of dev\n$/);
    });

    it("judges without a rehearsal where no base is given", () => {
        const { code, calls } = run("judge", ["dev"], { npm: "" });
        assert.deepEqual([code, calls.length], [0, 3]);
    });

    it("shows the faults of a stack file, which leave nothing to report", () => {
        const { code, read } = run("judge", ["dev"], {
            npm: 'case "$*" in *simulate*) echo "network.zones: must be 2 or more" >&2; exit 2 ;; esac',
        });
        assert.equal(code, 2);
        assert.match(
            read("out/pipeline/dev/comment.md"),
            /failed with exit code 2.*network\.zones: must be 2 or more/s,
        );
    });

    it("writes a comment that fits a pull request twice, for two stacks", () => {
        const longest = markdownComment("Report", "fine", [{ title: "Report", text: "x".repeat(50_000) }]);
        const { read } = run("judge", ["dev", "main"], {
            npm: `case "$*" in
                *markdown*) printf '${longest}' ;;
                *) head -c 50000 /dev/zero | tr '\\0' x ;;
            esac
            head -c 50000 /dev/zero | tr '\\0' x >&2`,
        });
        assert.equal(read("out/pipeline/dev/comment.md").split(longest).length, 3, "two reports, whole");
        assert.ok(read("out/pipeline/dev/comment.md").length < 65_536 / 2);
    });

    it("scans every image of the manifests once, and fails after all of them", () => {
        const { code, calls } = run(
            "scan",
            ["dev"],
            { trivy: 'case "$*" in *bad*) exit 1 ;; esac' },
            'spec:\n  containers:\n    - image: "registry.example.com/bad:1"\n    - name: b\n      image: registry.example.com/good:2\n    - image: registry.example.com/good:2\n',
        );
        assert.equal(code, 1);
        assert.deepEqual(
            calls.filter((call) => call.startsWith("trivy image")),
            ["bad:1", "good:2"].map(
                (image) =>
                    `trivy image --quiet --severity CRITICAL --ignore-unfixed --exit-code 1 registry.example.com/${image}`,
            ),
        );
        assert.ok(calls.some((call) => call.includes("cyclonedx")));
    });

    it("says what to run before a scan", () => {
        const { code, err } = run("scan", ["dev"], { trivy: "" });
        assert.equal(code, 2);
        assert.equal(err, "out/pipeline/dev/simulation/manifests does not exist: run pipeline/judge dev first.\n");
    });

    for (const script of ["preview", "deploy", "drift"]) {
        it(`runs ${script} with the policy pack, without questions, and hands its failure on`, () => {
            const { code, calls } = run(script, ["dev"], { pulumi: "exit 7" });
            assert.equal(code, 7);
            assert.equal(calls.length, 1);
            assert.match(calls[0] ?? "", /^pulumi (preview|up) --stack dev .*--policy-pack policy --non-interactive/);
        });
    }

    for (const script of ["judge", "scan", "preview", "deploy", "drift"]) {
        it(`asks for the stack of ${script} and starts nothing without it`, () => {
            const { code, err, calls } = run(script, [], { npm: "", pulumi: "", trivy: "" });
            assert.notEqual(code, 0);
            assert.match(err, new RegExp(`usage: pipeline/${script} <stack>`));
            assert.deepEqual(calls, []);
        });
    }
});
