import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { checkCommand } from "../../../cli/check/command";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { type Log } from "sarif";
import { type Entry } from "../../../policy/check/formats/json";
import { podSpec } from "../../support/policy/objects";
import { type Captured, captured } from "../../support/terminal";

function run(argv: readonly string[], stdin = "", env: Readonly<Record<string, string>> = {}): Promise<Captured> {
    return captured((terminal) => checkCommand(argv, { ...terminal, env }, Readable.from([Buffer.from(stdin)])));
}

async function entries(argv: readonly string[], stdin = ""): Promise<Entry[]> {
    return JSON.parse((await run([...argv, "--format", "json"], stdin)).out) as Entry[];
}

const yaml = (object: unknown) => JSON.stringify(object, undefined, 1);
const pod = (spec: object, namespace?: string) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "app", namespace },
    spec: { ...podSpec(), ...spec },
});
const good = yaml(pod({}));
const bad = yaml(pod({ hostNetwork: true, containers: [] }));

describe("npm run check", () => {
    let folder: string;
    const file = (name: string, content: string): string => {
        const path = join(folder, name);
        writeFileSync(path, content);
        return path;
    };

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "check-test-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("reports no violations with exit code 0", async () => {
        const result = await run(["--policies", "pod-security", file("good.yaml", good)]);
        assert.deepEqual(result, { code: ExitCode.Ok, out: "1 object judged by 20 rules, 0 violations\n", err: "" });
    });

    it("prints an empty array without violations", async () => {
        const result = await run(["--policies", "pod-security", "--format", "json", file("good.yaml", good)]);
        assert.deepEqual(result, { code: ExitCode.Ok, out: "[]\n", err: "" });
    });

    it("reports a violation as JSON with exit code 1", async () => {
        const path = file("bad.yaml", bad);
        const result = await run(["--policies", "pod-security", "--format", "json", path]);
        assert.equal(result.code, ExitCode.Rejected);
        assert.deepEqual(JSON.parse(result.out), [
            {
                file: path,
                line: bad.split("\n").findIndex((line) => line.includes("hostNetwork")) + 1,
                kind: "Pod",
                namespace: null,
                name: "app",
                policy: "pod-security-host-namespaces",
                check: "hostNamespaces",
                level: "baseline",
                message: 'host namespaces (hostNetwork=true); remove what is set at "spec.hostNetwork"',
            },
        ]);
    });

    it("gives rules of other groups their name as check and their weight as level", async () => {
        const [entry, ...others] = await entries(["--policies", "availability", file("pod.yaml", good)]);
        assert.deepEqual(others, []);
        assert.equal(entry?.policy, "availability-bare-pods");
        assert.equal(entry.check, "availability-bare-pods");
        assert.equal(entry.level, "advisory");
    });

    it("reports a violation as text of 80 columns, without colors", async () => {
        const path = file("bad.yaml", bad);
        const { out } = await run(["--policies", "pod-security", path]);
        const expected = [
            `${path}: Pod app`,
            "  mandatory pod-security-host-namespaces (baseline hostNamespaces), line 16",
            '    host namespaces (hostNetwork=true); remove what is set at "spec.hostNetwork"',
            "",
            "1 object judged by 20 rules, 1 violation (1 mandatory, 0 advisory)",
            "",
        ];
        assert.deepEqual(out.split("\n"), expected);
    });

    it("uses colors on a terminal", async () => {
        const { out } = await run(["--policies", "pod-security", file("bad.yaml", bad)], "", { FORCE_COLOR: "1" });
        assert.ok(out.includes("\u001b[31mmandatory\u001b[0m"));
    });

    it("reads stdin, and leaves no copy of it behind", async () => {
        const before = readdirSync(tmpdir()).filter((name) => name.startsWith("policy-check-"));
        const found = await entries(["--policies", "pod-security", "-"], `${good}\n---\n${bad}\n`);
        assert.deepEqual(
            found.map(({ file: from, check: id }) => [from, id]),
            [["-", "hostNamespaces"]],
        );
        const after = readdirSync(tmpdir()).filter((name) => name.startsWith("policy-check-"));
        assert.deepEqual(after, before);
    });

    it("reads folders with all their folders, YAML and JSON alike, and nothing else", async () => {
        mkdirSync(join(folder, "a", "b"), { recursive: true });
        mkdirSync(join(folder, "node_modules"));
        file("a/b/one.yml", bad);
        file("a/two.json", bad);
        file("a/values.txt", bad);
        file("a/values.yaml", "replicas: 2");
        file("node_modules/three.yaml", bad);
        const result = await run(["--policies", "pod-security", "--format", "json", folder]);
        const files = (JSON.parse(result.out) as Entry[]).map((entry) => entry.file);
        assert.deepEqual(files, [join(folder, "a/b/one.yml"), join(folder, "a/two.json")]);
        assert.equal(result.err, `${join(folder, "a/values.yaml")}: skipped: not a Kubernetes object\n`);
        assert.equal(result.code, ExitCode.Rejected);
    });

    it("takes the level from a namespace that comes later, in another file", async () => {
        const privileged = { "pod-security.kubernetes.io/enforce": "privileged" };
        const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "ml", labels: privileged } };
        const paths = [file("a.yaml", yaml(pod({ hostNetwork: true }, "ml"))), file("b.yaml", yaml(namespace))];
        const args = ["--policies", "pod-security", ...paths];
        assert.equal((await run(args)).code, ExitCode.Ok);
        assert.equal((await run(["--level", "baseline", ...args])).code, ExitCode.Rejected);
        const stdin = `${yaml(pod({ hostNetwork: true }, "ml"))}\n---\n${yaml(namespace)}`;
        assert.equal((await run(["--policies", "pod-security", "-"], stdin)).code, ExitCode.Ok);
    });

    it("judges by the version it is told", async () => {
        const path = file("pod.yaml", yaml(pod({ securityContext: { sysctls: [{ name: "net.ipv4.tcp_rmem" }] } })));
        const args = ["--policies", "pod-security", "--level", "baseline", path];
        assert.equal((await run(["--kubernetes-version", "1.31", ...args])).code, ExitCode.Rejected);
        assert.equal((await run(["--kubernetes-version", "1.32", ...args])).code, ExitCode.Ok);
    });

    it("judges every item of a list under its own name", async () => {
        const list = { apiVersion: "v1", kind: "List", items: [pod({ hostPID: true }, "a"), pod({}, "b")] };
        const found = await entries(["--policies", "pod-security", file("list.yaml", yaml(list))]);
        assert.deepEqual(
            found.map(({ kind, namespace, name, message }) => [kind, namespace, name, message]),
            [["Pod", "a", "app", 'host namespaces (hostPID=true); remove what is set at "items[0].spec.hostPID"']],
        );
    });

    it("names file and line of broken YAML and judges the rest, with exit code 2", async () => {
        const path = file("mixed.yaml", `${good}\n---\na: b\n"c\n---\n${bad}`);
        const result = await run(["--policies", "pod-security", "--format", "json", path, join(folder, "absent.yaml")]);
        assert.equal(result.code, ExitCode.InvalidInput);
        const line = good.split("\n").length + 3;
        const [first, second] = result.err.split("\n");
        assert.ok(first?.startsWith(`${path}:${line}: broken YAML: `), first);
        assert.equal(second, `${join(folder, "absent.yaml")}: no such file or directory`);
        assert.equal((JSON.parse(result.out) as Entry[]).length, 1);
    });

    it("reports a named file without a Kubernetes object", async () => {
        const path = file("values.yaml", "\n# values\nreplicas: 2\n");
        const result = await run([path]);
        assert.deepEqual(result, {
            code: ExitCode.InvalidInput,
            out: "0 objects judged by 0 rules, 0 violations, 1 document unreadable\n",
            err: `${path}:1: not a Kubernetes object: apiVersion or kind is missing\n`,
        });
    });

    it("runs no code and reads no type from YAML tags", async () => {
        const path = file("tags.yaml", "apiVersion: v1\nkind: Pod\nspec: !!js/function 'function () { throw 1 }'\n");
        const { code, err } = await run(["--policies", "pod-security", path]);
        assert.deepEqual({ code, err }, { code: ExitCode.Rejected, err: "" });
    });

    it("reads YAML as kubectl does: yes is true, 1:30 is text", async () => {
        const text =
            "apiVersion: v1\nkind: Pod\nspec:\n  hostPID: yes\n  containers: [{name: 1:30, image: 2001-01-01}]\n";
        const found = await entries(["--policies", "pod-security", "--level", "restricted", "-"], text);
        assert.deepEqual(
            found.map((entry) => entry.check),
            [
                "hostNamespaces",
                "allowPrivilegeEscalation",
                "capabilities_restricted",
                "runAsNonRoot",
                "seccompProfile_restricted",
            ],
        );
        assert.match(found[1]?.message ?? "", /container "1:30"/);
    });

    it("follows a configuration file", async () => {
        const config = file("config.json", '{ "pod-security-host-namespaces": "disabled" }');
        const path = file("bad.yaml", bad);
        assert.equal((await run(["--policies", "pod-security", "--config", config, path])).code, ExitCode.Ok);
        const faulty = file("faulty.json", '{ "no-such-rule": "disabled" }');
        assert.deepEqual(await run(["--config", faulty, path]), {
            code: ExitCode.InvalidInput,
            out: "",
            err: 'The policy configuration is invalid:\n  - "no-such-rule" is not a rule of this pack: see docs/policies.md for the rules\n',
        });
    });

    it("does not fail for advisory violations alone", async () => {
        const result = await run(["--policies", "availability", file("pod.yaml", good)]);
        assert.match(result.out, /1 violation \(0 mandatory, 1 advisory\)\n$/);
        assert.equal(result.code, ExitCode.Ok);
    });

    it("does not pass where nothing was judged: an empty pipe, an empty folder, rules that concern no object", async () => {
        const err =
            "nothing was judged: the input holds no Kubernetes object; check the paths, or the command before the pipe\n";
        for (const argv of [["-"], ["--format", "json", "-"], [folder]]) {
            const result = await run(argv);
            assert.deepEqual([result.code, result.err], [ExitCode.InvalidInput, err], argv.join(" "));
        }
        assert.deepEqual(await run(["--policies", "aws", file("pod.yaml", good)]), {
            code: ExitCode.InvalidInput,
            out: "0 of 1 object judged by 0 rules, 0 violations\n",
            err: "nothing was judged: none of the rules that run concerns any object; choose other --policies\n",
        });
    });

    it("says of a whole stream where each violation lies, also of rules that judge it as a whole", async () => {
        const service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: {app: none}\n";
        const found = await entries(["--policies", "availability", "-"], `# a comment\n---\n${service}---\n${service}`);
        assert.deepEqual(
            found.map(({ policy, line }) => [policy, line]),
            [
                ["availability-unique-objects", 11],
                ["availability-service-targets", 7],
                ["availability-service-targets", 13],
            ],
        );
    });

    it("takes the project's own configuration by default, and the defaults of the pack with --no-config", async () => {
        const edge = pod({ hostPID: true }, "edge-computing");
        const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
        const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "edge-computing", labels } };
        const path = file("edge.yaml", `${yaml(namespace)}\n---\n${yaml(edge)}`);
        const args = ["--policies", "pod-security", path];
        assert.equal((await run(args)).code, ExitCode.Rejected);
        assert.equal((await run(["--no-config", ...args])).code, ExitCode.Ok);
    });

    describe("exemptions beside an object", () => {
        const exempt = (value: string) => ({ "exempt.inference-platform/pod-security-host-namespaces": value });
        const judged = async (annotations: object, ...argv: string[]) => {
            const object = pod({ hostPID: true });
            const metadata = { ...object.metadata, annotations };
            return run(["--policies", "pod-security", ...argv, file("pod.yaml", yaml({ ...object, metadata }))]);
        };

        it("count until their day, and are shown with their reason", async () => {
            const { code, out } = await judged(exempt("until 9999-12-31: reads the processes of the node"));
            assert.equal(code, ExitCode.Ok);
            assert.match(
                out,
                /\n {2}exempted pod-security-host-namespaces until 9999-12-31, line \d+\n {4}reads the processes of the node\n/,
            );
            assert.match(out, /0 violations, 1 exempted\n$/);
        });

        it("do not count after it, without a reason or without a day, and the violation says so", async () => {
            for (const [value, why] of [
                ["until 2020-01-31: reads the processes of the node", "expired on 2020-01-31"],
                ["until 9999-12-31: no", "does not count: write"],
                ["reads the processes of the node", "does not count: write"],
                ["until 9999-02-31: reads the processes of the node", "does not count: write"],
            ] as const) {
                const { code, out } = await judged(exempt(value));
                assert.equal(code, ExitCode.Rejected, value);
                const text = out.replaceAll(/\s+/g, " ");
                assert.ok(
                    text.includes(`(the annotation "exempt.inference-platform/pod-security-host-namespaces" ${why}`),
                    text,
                );
            }
        });

        it("are suppressions in SARIF", async () => {
            const { out } = await judged(exempt("until 9999-12-31: reads the processes"), "--format", "sarif");
            const [result] = (JSON.parse(out) as Log).runs[0]!.results!;
            assert.deepEqual(result?.suppressions, [
                { kind: "inSource", justification: "reads the processes (until 9999-12-31)" },
            ]);
        });

        it("can be switched off, for manifests of others", async () => {
            const config = file("strict.json", '{ "all": { "exemptAnnotations": false } }');
            const { code } = await judged(
                exempt("until 9999-12-31: reads the processes of the node"),
                "--config",
                config,
            );
            assert.equal(code, ExitCode.Rejected);
        });
    });

    const hint = "Run with --help for usage.\n";
    const usage: readonly (readonly [argv: readonly string[], err: string])[] = [
        [[], `error: missing required argument 'inputs'\n${hint}`],
        [
            ["--policies", "pods,mesh", "x"],
            `error: option '--policies <groups>' argument 'pods,mesh' is invalid. No such group: pods. Groups: pod-security, limits, mesh, network, images, availability, aws.\n${hint}`,
        ],
        [
            ["--level", "privileged", "x"],
            `error: option '--level <level>' argument 'privileged' is invalid. Allowed choices are baseline, restricted.\n${hint}`,
        ],
        [
            ["--kubernetes-version", "1.9", "x"],
            `error: option '--kubernetes-version <1.N>' argument '1.9' is invalid. Write a minor version from 1.25 on, for example 1.36.\n${hint}`,
        ],
        [
            ["--format", "xml", "x"],
            `error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, junit, github.\n${hint}`,
        ],
    ];
    for (const [argv, err] of usage) {
        it(`explains what is wrong with "${argv.join(" ")}"`, async () => {
            assert.deepEqual(await run(argv), { code: ExitCode.InvalidInput, out: "", err });
        });
    }
});
