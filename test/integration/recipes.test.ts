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
    {
        what: "platform",
        name: "dummy",
        newFiles: {
            "components/dummy/platform.ts": fixture("platform"),
        },
        insertions: {
            "config/platformKind.ts": [
                [
                    /^\/\*\* The cluster that the stack builds on\./m,
                    "const dummy = z.strictObject({\n" +
                        '    kind: z.literal("dummy").describe("A cluster of a hoster."),\n' +
                        '    kubeconfig: z.string().min(1).describe("Path of the kubeconfig."),\n' +
                        "});\n" +
                        "export type DummyCluster = Readonly<z.output<typeof dummy>>;\n\n",
                ],
                [/(?<=discriminatedUnion\("kind", \[eks, existing)(?=\])/, ", dummy"],
            ],
            "config/platformFacts.ts": [
                [
                    /^ {4}existing: \{$/m,
                    '    dummy: {\n        called: "a dummy cluster",\n        region: "central",\n' +
                        "        withDefaults: withExistingDefaults,\n        refused: () => [],\n" +
                        "        mountsBuckets: false,\n        hasQueues: false,\n" +
                        "        ownLoadBalancers: false,\n        kubernetesSecrets: true,\n    },\n",
                ],
            ],
            "index.ts": [
                [/^import \{ existingCluster \}/m, 'import { dummyCluster } from "./components/dummy/platform";\n'],
                [/^ {4}existing: existingCluster\b/m, "    dummy: dummyCluster,\n"],
            ],
            "eslint.config.mjs": [
                [
                    /^ {4}arrow\(\n {8}\["components\/existing\/\*\*\/\*\.ts"\]/m,
                    '    arrow(\n        ["components/dummy/**/*.ts"],\n' +
                        '        ["addons", "serving", "workloads", "simulation", "policy", "cli", "index", "aws", "existing"],\n' +
                        '        "components/dummy knows only config and the Kubernetes vocabulary",\n        awsPackages,\n    ),\n',
                ],
                [/^ {4}"components\/existing\/store\/objectStore\.ts",$/m, '    "components/dummy/platform.ts",\n'],
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

    it("keep the layers apart", () =>
        run("eslint/bin/eslint.js", "components/dummy", "config/platformFacts.ts", "index.ts"));

    function simulate(stack: string, ...sets: readonly string[]) {
        const script = path.join(root, "node_modules/tsx/dist/cli.mjs");
        const more = sets.flatMap((set) => ["--set", set]);
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            [script, "cli/simulate/index.ts", stack, "--format", "json", ...more],
            { cwd: copy, encoding: "utf8", maxBuffer: 2 ** 27 },
        );
        const resources = () => (JSON.parse(stdout) as { resources: { type: string; name: string }[] }).resources;
        return { status, stderr, resources };
    }

    it("work: the stack has the add-on and a workload with the strategy, and keeps every policy", () => {
        const { status, stderr, resources } = simulate(
            "dev",
            "workloads.dummy={ kind: tensorflow-serving, namespace: ml-testing, models: { m: { versions: [1] } }, traffic: { strategy: dummy } }",
        );
        assert.equal(status, 0, stderr);
        const named = (type: string, name: string) =>
            resources().some((resource) => resource.type === type && resource.name.includes(name));
        assert.ok(named("inference-platform:addons:Dummy", "dummy"));
        assert.ok(named("kubernetes:core/v1:Service", "dummy-dummy"));
    });

    it("work: a stack on the platform keeps every policy, and is told what the platform does not have", () => {
        writeFileSync(
            path.join(copy, "Pulumi.dummy.yaml"),
            [
                "config:",
                "  inference-platform:environment: development",
                "  inference-platform:platform: { kind: dummy, kubeconfig: /etc/dummy.yaml }",
                "  inference-platform:ingress: { hostname: ai.example.com, tlsSecret: certificate }",
                "  inference-platform:workloads:",
                "    detector: { kind: tensorflow-serving, models: { m: { versions: [1] } }, gateway: { public: true } }",
            ].join("\n"),
        );
        const { status, stderr, resources } = simulate("dummy");
        assert.equal(status, 0, stderr);
        const types = resources().map(({ type }) => type);
        assert.ok(types.includes("kubernetes:apps/v1:Deployment"));
        assert.deepEqual(
            types.filter((type) => /^(aws|awsx|eks):/.test(type)),
            [],
        );
        const queue = "{ queueUrl: https://sqs.us-west-2.amazonaws.com/111122223333/waiting, length: 5 }";
        const refused = simulate(
            "dummy",
            "workloads.detector.modelVolume.kind=mount",
            `workloads.detector.scaling.sqs=${queue}`,
        );
        assert.equal(refused.status, 2, refused.stderr);
        for (const fault of [
            "is mount, and a dummy cluster has no driver that mounts buckets: use sync",
            "is a queue of a cloud, which a dummy cluster does not have: remove it",
        ]) {
            assert.ok(refused.stderr.includes(fault), refused.stderr);
        }
    });
});

/** Files in the row `what` of the table, with `name` in place of the placeholder. */
function filesOf(what: string, name: string): string[] {
    const row = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8")
        .split("\n")
        .find((line) => line.startsWith(`| ${what} |`));
    assert.ok(row !== undefined, `CONTRIBUTING.md has no row "${what}"`);
    return [...row.matchAll(/`([\w<>./-]+\.(?:ts|mjs|md))`/g)].map(([, file = ""]) =>
        file.replace("<group>", "availability").replaceAll(/<[\w-]+>/g, name),
    );
}
