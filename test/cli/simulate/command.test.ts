import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { simulateCommand } from "../../../cli/simulate/command";
import { temporaryFolder } from "../../support/temporary";
import { type Captured, captured } from "../../support/terminal";

const run = (...args: string[]) => captured((terminal) => simulateCommand(args, terminal));

function filesBelow(folder: string): Map<string, string> {
    const files = new Map<string, string>();
    for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
        const full = path.join(folder, entry);
        if (statSync(full).isFile()) {
            files.set(entry, readFileSync(full, "utf8"));
        }
    }
    return files;
}

const shared = "pods beyond that wait until others stop; raise max of a group, or lower scaling.max or parallelism\n";

/** Warnings of each stack: workloads share GPUs that are fewer than their maxima, and `dev` has no alert receiver. */
const warnings = {
    dev:
        "warn: nodeGroups allow 8 GPUs at most in all on-demand node groups of t4, and at their maxima the workloads ask for 11 " +
        "(workloads.object-detection 3, workloads.multi-model-server 2, workloads.ai-inference-app 2, " +
        `workloads.ai-inference-rollout 2, workloads.batch-inference 2): ${shared}` +
        "warn: alerts of severity critical and warning have no receiver and appear only in Alertmanager and Grafana: " +
        "set addons.monitoring.alerts.critical and addons.monitoring.alerts.warning\n",
    prod:
        "warn: nodeGroups allow 40 GPUs at most in all on-demand node groups of t4, and at their maxima the workloads ask for 71 " +
        "(workloads.object-detection 10, workloads.multi-model-server 10, workloads.ai-inference-app 20, " +
        "workloads.ai-inference-rollout 20, workloads.batch-inference 10, addons.warmCapacity.t4 1): " +
        shared,
};

describe("npm run simulate", () => {
    const folder = temporaryFolder();
    const first = () => path.join(folder.path, "first");
    const second = () => path.join(folder.path, "second");
    let devText: Captured;
    let devJson: Captured;
    before(async () => {
        devText = await run("dev", "--out", first());
        devJson = await run("dev", "--format", "json", "--out", second());
    });

    for (const stack of ["dev", "prod"] as const) {
        it(`shows ${stack}, with no mandatory policy violated and every type known`, async () => {
            const { code, out, err } = stack === "dev" ? devText : await run(stack);
            assert.equal(err, warnings[stack]);
            assert.equal(code, ExitCode.Ok, out);
            assert.match(
                out,
                new RegExp(`^${stack} in [a-z0-9-]+: \\d+ resources, \\d+ Kubernetes objects, \\d+ Helm charts\n`),
            );
            assert.match(out, /\nPolicies: 0 mandatory, /);
        });

        it(`fits ${stack} on a screen of 24 lines and 60 columns, without color where NO_COLOR asks for that`, async () => {
            const { out } = await captured(({ stdout, stderr }) =>
                simulateCommand([stack], {
                    stdout: { ...stdout, isTTY: true, columns: 60 },
                    stderr,
                    env: { NO_COLOR: "1" },
                }),
            );
            const lines = out.trimEnd().split("\n");
            assert.ok(lines.length < 24, out);
            assert.deepEqual(
                lines.filter((line) => line.length > 60),
                [],
            );
            // eslint-disable-next-line no-control-regex -- the start of every color
            assert.doesNotMatch(out, /\u001b/);
        });
    }

    it("prints one JSON document and nothing else", () => {
        const { code, out, err } = devJson;
        const document = JSON.parse(out) as Record<string, unknown>;
        assert.equal(code, ExitCode.Ok);
        assert.equal(err, warnings.dev);
        assert.deepEqual(Object.keys(document), [
            "stack",
            "resources",
            "violations",
            "notEvaluated",
            "manifests",
            "timings",
        ]);
        const [first] = document.resources as { type: string; urn: string }[];
        assert.equal(first?.type, "pulumi:pulumi:Stack");
        assert.doesNotMatch(out, /\[object Object\]|"undefined"|: undefined/);
    });

    it("writes the same bytes twice, and only YAML that reads back", () => {
        const files = filesBelow(first());
        assert.deepEqual(filesBelow(second()), files);
        assert.ok(files.has("resources.json") && files.has("kustomization.yaml"));
        for (const [file, text] of files) {
            if (/^(manifests|patches)\//.test(file)) {
                const object = parse(text) as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown } };
                assert.equal(typeof object.apiVersion, "string", file);
                assert.equal(typeof object.kind, "string", file);
                assert.equal(typeof object.metadata?.name, "string", file);
                assert.doesNotMatch(text, /pulumi\.com\/|\[object Object\]|undefined/, file);
            }
        }
    });

    it("says what is exposed, and how it is guarded", async () => {
        const { out } = await run("prod");
        assert.match(
            out,
            /\nExposed: https:\/\/ai-api\.example\.com to the internet \(4 paths, each with a token\); Kubernetes API, private endpoint to 10\.20\.0\.0\/16\n/,
        );
        assert.match(
            devText.out,
            /\nExposed: https:\/\/ai-api\.dev\.example\.com to the private network \(4 paths, no token\); /,
        );
    });

    it("compares with an earlier simulation, field by field, and prints no secret", async () => {
        const same = await run("dev", "--against", first());
        assert.match(same.out, /\nDifferences against .*: none in \d+ resources\n/);
        const settings = ["--set", "workloads.object-detection.scaling.max=12"];
        const { out } = await run("dev", "--against", first(), ...settings);
        assert.match(out, /\n {2}~ ScaledObject object-detection-v1-scaling\n {6}spec\.maxReplicaCount: 2 → 10\n/);
        const json = await run("dev", "--against", first(), "--format", "json", ...settings);
        const { differences } = JSON.parse(json.out) as {
            differences: { changed: { name: string; fields: object[] }[] };
        };
        assert.deepEqual(differences.changed.find(({ name }) => name === "object-detection-v1-scaling")?.fields, [
            { path: "spec.maxReplicaCount", before: 2, after: 10 },
        ]);
    });

    it("rejects a folder that no simulation wrote, before any work", async () => {
        const { code, out, err } = await run("dev", "--against", folder.path);
        assert.equal(code, ExitCode.InvalidInput);
        assert.equal(out, "");
        assert.match(
            err,
            /^--against .*: has no resources\.json: name a folder that `npm run simulate -- <stack> --out <folder>` wrote\n$/,
        );
    });

    it("lists every fault of a stack file, with exit code 2 and no stack trace", async () => {
        const settings = [
            "network.zones=seventeen",
            "netwrok.zones=2",
            "aws:region=mars",
            "cluster.version=one",
            "nodeGroups.gpu-t4.accelerator=t5",
        ];
        const { code, out, err } = await run("dev", ...settings.flatMap((setting) => ["--set", setting]));
        assert.equal(code, ExitCode.InvalidInput);
        assert.equal(out, "");
        assert.match(err, /^Pulumi\.dev\.yaml has 5 faults:\n/);
        for (const key of [
            "network.zones",
            "netwrok",
            "aws:region",
            "cluster.version",
            "nodeGroups.gpu-t4.accelerator",
        ]) {
            assert.ok(err.includes(`- "${key}" (by --set `), `${key} in ${err}`);
        }
        assert.doesNotMatch(err, /\n +at /);
    });

    it("lists the stacks when one is unknown", async () => {
        assert.deepEqual(await run("staging"), {
            code: ExitCode.InvalidInput,
            out: "",
            err: 'stack "staging" does not exist (no file Pulumi.staging.yaml): use one of dev, local, prod, prod-eu\n',
        });
    });

    it("rejects an output folder with other files, before any work", async () => {
        folder.write("mine/notes.txt", "x");
        const { code, err } = await run("dev", "--out", path.join(folder.path, "mine"));
        assert.equal(code, ExitCode.Failed);
        assert.match(
            err,
            /^--out .*mine: the folder contains other files \(notes\.txt\): name a new or an empty folder\n$/,
        );
    });

    it("writes nothing when the stack file is wrong", async () => {
        const target = path.join(folder.path, "never");
        const { code } = await run("dev", "--set", "network.zones=x", "--out", target);
        assert.equal(code, ExitCode.InvalidInput);
        assert.equal(existsSync(target), false);
    });
});
