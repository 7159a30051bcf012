import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
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
    /** Where it ran. */
    readonly folder: string;
}

interface Workflow {
    readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** Lines of shell that list the folder they run in. */
const noteFiles = "ls -1";

describe("the scripts of the pipeline", () => {
    const temporary = temporaryFolder();

    /** Runs a script in a folder of its own, with stand-ins for npm, pulumi and trivy. */
    function run(
        script: string,
        args: readonly string[],
        standIns: StandIns,
        manifests?: string,
        base?: Readonly<Record<string, string>>,
    ): Ran {
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
        if (base !== undefined) {
            Object.entries(base).forEach(([file, text]) => writeFileSync(path.join(folder, file), text));
            const git = (...command: string[]) => assert.equal(spawnSync("git", command, { cwd: folder }).status, 0);
            git("init", "--quiet", "--initial-branch", "main");
            git("add", "--all", ":!calls");
            git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "base");
        }
        const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
        const { status, stderr } = spawnSync(path.join(folder, "pipeline", script), args, {
            cwd: temporary.path,
            encoding: "utf8",
            env: { ...process.env, PATH: `${path.join(folder, "bin")}:${process.env.PATH ?? ""}` },
        });
        return { code: status, err: stderr, calls: read("calls").split("\n").filter(Boolean), read, folder };
    }

    /** As {@link run}, in a repository whose base has these files, with a stand-in for npm that writes what `simulate` writes. */
    function judge(args: readonly string[], base: Readonly<Record<string, string>>, npm: string): Ran {
        return run("judge", args, { npm }, undefined, base);
    }

    it("judges with every command although one fails, and ends with the worst exit code", () => {
        const { code, calls, folder, read } = judge(
            ["dev", "main"],
            { "Pulumi.dev.yaml": "config: {}" },
            `case "$*" in
                *check*) echo "two violations"; exit 1 ;;
                *rehearse*) echo "### Rehearsal of dev" ;;
                *markdown*) echo "### Simulation of dev"; echo "warn: no receiver" >&2 ;;
                *) mkdir -p "$7"; ${noteFiles} >"$7/resources.json"; exit 1 ;;
            esac`,
        );
        assert.equal(code, 1);
        assert.deepEqual(calls, [
            `npm run --silent simulate -- dev --out ${folder}/out/pipeline/dev/base`,
            "npm run --silent simulate -- dev --format markdown --against out/pipeline/dev/base --out out/pipeline/dev/simulation",
            "npm run --silent check -- out/pipeline/dev/simulation/manifests",
            "npm run --silent check -- --format sarif out/pipeline/dev/simulation/manifests",
            "npm run --silent rehearse -- dev --from main --format markdown --out out/pipeline/dev/rehearsal",
        ]);
        const comment = read("out/pipeline/dev/comment.md");
        assert.match(comment, /^## Stack `dev`\n\n### Simulation of dev\n/);
        assert.match(comment, /simulation and policies: passed<\/summary>\n\n```\nwarn: no receiver/);
        assert.match(comment, /policies over the manifests: failed with exit code 1.*two violations/s);
        assert.match(comment, /<\/details>\n\n### Rehearsal of dev\n$/);
        assert.equal(
            read("out/pipeline/dev/base/resources.json"),
            "Pulumi.dev.yaml\nbin\nnode_modules\npipeline\n",
            "the base is simulated in a work tree of its own, with the installed packages",
        );
        const trees = spawnSync("git", ["worktree", "list"], { cwd: folder, encoding: "utf8" }).stdout;
        assert.equal(trees.trimEnd().split("\n").length, 1, "which is removed");
    });

    it("judges a new stack as one whose resources are all new", () => {
        const { code, calls, read } = judge(["dev", "main"], {}, "");
        assert.deepEqual(
            [code, calls.filter((call) => /--against|--from|base/.test(call)), calls.length],
            [0, [], 4],
            "compared with nothing, and rehearsed on an empty account",
        );
        assert.match(read("out/pipeline/dev/comment.md"), /`main` has no stack `dev`: everything is new\./);
    });

    it("shows why there are no differences where the base cannot be simulated, and judges the change", () => {
        const { code, calls, read } = judge(
            ["dev", "main"],
            { "Pulumi.dev.yaml": "config: {}" },
            'case "$*" in *out/pipeline/dev/base) echo "network.zones: must be 2 or more" >&2; exit 2 ;; esac',
        );
        assert.equal(code, 0);
        assert.ok(!calls.some((call) => call.includes("--against")));
        assert.match(
            read("out/pipeline/dev/comment.md"),
            /simulation of main, so that no differences are shown: failed with exit code 2.*network\.zones: must be 2 or more/s,
        );
    });

    it("refuses a base that does not exist, before any work", () => {
        const { code, err, calls } = judge(["dev", "nowhere"], {}, "");
        assert.deepEqual(
            [code, err, calls],
            [2, "nowhere is not a revision of this repository: use a branch, a tag or a commit\n", []],
        );
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
        const block = { title: "Report", text: "x".repeat(50_000), folded: true };
        // A simulation has two blocks, its summary and its differences; a rehearsal has one.
        const simulated = markdownComment("Simulation", "fine", [block, block]);
        const rehearsed = markdownComment("Rehearsal", "fine", [block]);
        const { read } = judge(
            ["dev", "main"],
            { "Pulumi.dev.yaml": "config: {}" },
            `case "$*" in
                *simulate*markdown*) printf '${simulated}' ;;
                *rehearse*markdown*) printf '${rehearsed}' ;;
                *) head -c 50000 /dev/zero | tr '\\0' x ;;
            esac
            head -c 50000 /dev/zero | tr '\\0' x >&2`,
        );
        const comment = read("out/pipeline/dev/comment.md");
        assert.ok(comment.includes(simulated) && comment.includes(rehearsed), "two reports, whole");
        assert.ok(comment.length < 65_536 / 2, `${comment.length} characters`);
    });

    it("are what the workflows run, beside the tests, the installation and the comment itself", () => {
        const workflows = readdirSync(path.join(root, ".github/workflows"))
            .map((file) => parse(readFileSync(path.join(root, ".github/workflows", file), "utf8")) as Workflow)
            .flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps));
        const lines = workflows.flatMap(({ run: text = "" }) => text.trim().split("\n")).filter(Boolean);
        const scripts = readdirSync(path.join(root, "pipeline"));
        const called = lines.flatMap((line) => /^pipeline\/(\w+) /.exec(line)?.[1] ?? []);
        assert.deepEqual([...new Set(called)].sort(), scripts.sort());
        assert.deepEqual(
            [...new Set(lines.filter((line) => !line.startsWith("pipeline/")))],
            [
                "npm ci",
                'sudo --preserve-env env "PATH=$PATH" .ci/run',
                "cat */comment.md >comment.md",
                'gh pr comment "$PULL_REQUEST" --edit-last --create-if-none --body-file comment.md',
            ],
        );
        assert.ok(
            lines.includes('pipeline/judge "$STACK" "origin/$GITHUB_BASE_REF"'),
            "with the base of the pull request",
        );
        const page = readFileSync(path.join(root, "docs/ci.md"), "utf8");
        assert.deepEqual(
            scripts.filter((script) => !page.includes(`| \`pipeline/${script} `)),
            [],
        );
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
