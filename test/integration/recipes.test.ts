import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

/** The steps of a newcomer: new files, and insertions into existing files. */
interface Recipe {
    /** Row of the table in CONTRIBUTING.md. */
    readonly what: string;
    /** Replaces the placeholder of the row, such as `<add-on>`. */
    readonly name: string;
    readonly newFiles: Readonly<Record<string, string>>;
    /** By file: the text before which to insert, and the inserted text. */
    readonly insertions: Readonly<Record<string, readonly (readonly [before: RegExp, text: string])[]>>;
}

/** Source of a new file; not `.ts`, because its imports are those of another folder. */
const fixture = (name: string) => readFileSync(path.join(__dirname, "recipes", `${name}.txt`), "utf8");

const recipes: readonly Recipe[] = [
    {
        what: "add-on",
        name: "dummy",
        newFiles: {
            "components/addons/dummy/index.ts": fixture("addOn"),
            "docs/addons/dummy.md": "# Dummy\n\nThe smallest add-on.\n",
        },
        insertions: {
            "components/addons/definitions.ts": [
                [/^import \{ externalDns \}/m, 'import { dummy } from "./dummy";\n'],
                [/^ {4}keda,$/m, "    dummy,\n"],
            ],
            "test/components/addons/index.test.ts": [[/^ {8}mlflow: \/mlflow\/,$/m, "        dummy: /dummy/,\n"]],
        },
    },
    {
        what: "policy",
        name: "dummy",
        newFiles: {
            "policy/rules/availability/dummy.ts": fixture("policy"),
        },
        insertions: {
            "policy/rules/availability/rules.ts": [
                [/^import \{ gracefulStop \}/m, 'import { dummy } from "./dummy";\n'],
                [/^\];$/m, "    dummy,\n"],
            ],
            "docs/policies.md": [
                [
                    /(?<=\n### availability\n(?:(?!\n###|\n## )[\s\S])*\n)(?=\n(?:###|##) )/,
                    "| `availability-dummy` | advisory | Pods have at most a hundred containers: the kubelet starts them one by one. |\n",
                ],
            ],
        },
    },
    {
        what: "traffic strategy",
        name: "dummy",
        newFiles: {
            "components/serving/traffic/dummy.ts": fixture("strategy"),
        },
        insertions: {
            "config/serving/traffic.ts": [[/\] as const;\nexport type TrafficStrategyName/m, ', "dummy"']],
            "components/serving/traffic/strategies.ts": [
                [/^import \{ type TrafficPlan \}/m, 'import { dummy } from "./dummy";\n'],
                [/^ {4}"blue-green": blueGreen,$/m, "    dummy,\n"],
            ],
            "docs/workloads.md": [
                [
                    /^## Who may call$/m,
                    "## Dummy\n\n```yaml\ndetector:\n  kind: tensorflow-serving\n  models:\n    detector: { versions: [3] }\n  callers:\n    detector-client: {}\n  traffic: { strategy: dummy }\n```\n\n",
                ],
            ],
        },
    },
];

/** Suites that fail when a recipe misses a file. */
const completeness = [
    "test/project/imports.test.ts",
    "test/policy/docs.test.ts",
    "test/components/addons/definitions.test.ts",
    "test/components/addons/order.test.ts",
    "test/components/workloads/docs.test.ts",
];

describe('The recipes of CONTRIBUTING.md ("Add a …")', function () {
    this.timeout(5 * 60_000);
    let copy: string;

    before(() => {
        copy = mkdtempSync(path.join(os.tmpdir(), "recipes-"));
        const listed = execFileSync("git", ["-C", root, "ls-files", "-co", "--exclude-standard", "-z"], {
            encoding: "utf8",
        });
        for (const file of listed.split("\0").filter((name) => name !== "" && name !== "node_modules")) {
            if (existsSync(path.join(root, file))) {
                cpSync(path.join(root, file), path.join(copy, file));
            }
        }
        symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"), "junction");
    });

    after(() => rmSync(copy, { recursive: true, force: true }));

    function run(command: string, ...args: readonly string[]): void {
        const script = path.join(root, "node_modules", command);
        const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
            cwd: copy,
            encoding: "utf8",
        });
        assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
    }

    for (const { what, name, newFiles, insertions } of recipes) {
        it(`${what}: the files of the row are all that it takes`, () => {
            const touched = [...Object.keys(newFiles), ...Object.keys(insertions)];
            assert.deepEqual(touched.sort(), filesOf(what, name).sort());
            for (const [file, text] of Object.entries(newFiles)) {
                mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
                writeFileSync(path.join(copy, file), text);
            }
            for (const [file, edits] of Object.entries(insertions)) {
                let text = readFileSync(path.join(copy, file), "utf8");
                for (const [before, added] of edits) {
                    const at = text.search(before);
                    assert.ok(at >= 0, `${file} has no ${String(before)}`);
                    text = text.slice(0, at) + added + text.slice(at);
                }
                writeFileSync(path.join(copy, file), text);
            }
        });
    }

    it("compile", () => run("typescript/bin/tsc", "-p", "tsconfig.json"));

    it("pass the tests of completeness", () => {
        const mocha = ["mocha/bin/mocha.js", "--no-config", "--require", "tsx/cjs", "--timeout", "120000"] as const;
        run(...mocha, ...completeness);
        run(...mocha, "--grep", "no reference to dummy", "test/components/addons/index.test.ts");
    });

    it("work: the stack has the add-on and a workload with the strategy, and keeps every policy", () => {
        const script = path.join(root, "node_modules/tsx/dist/cli.mjs");
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            [
                script,
                "cli/simulate/index.ts",
                "dev",
                "--format",
                "json",
                "--set",
                "workloads.dummy={ kind: tensorflow-serving, namespace: ml-testing, models: { m: { versions: [1] } }, traffic: { strategy: dummy } }",
            ],
            { cwd: copy, encoding: "utf8", maxBuffer: 2 ** 27 },
        );
        assert.equal(status, 0, stderr);
        const { resources } = JSON.parse(stdout) as { resources: { type: string; name: string }[] };
        const named = (type: string, name: string) =>
            resources.some((resource) => resource.type === type && resource.name.includes(name));
        assert.ok(named("inference-platform:addons:Dummy", "dummy"));
        assert.ok(named("kubernetes:core/v1:Service", "dummy-dummy"));
    });
});

/** Files in the row `what` of the table, with `name` in place of the placeholder. */
function filesOf(what: string, name: string): string[] {
    const row = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8")
        .split("\n")
        .find((line) => line.startsWith(`| ${what} |`));
    assert.ok(row !== undefined, `CONTRIBUTING.md has no row "${what}"`);
    return [...row.matchAll(/`([\w<>./-]+\.(?:ts|md))`/g)].map(([, file = ""]) =>
        file.replace("<group>", "availability").replaceAll(/<[\w-]+>/g, name),
    );
}
