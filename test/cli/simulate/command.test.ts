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

/** Warnings of each stack: `dev` has no alert receiver. */
const warnings = {
    dev:
        "warn: alerts of severity critical and warning have no receiver and appear only in Alertmanager and Grafana: " +
        "set addons.monitoring.alerts.critical and addons.monitoring.alerts.warning\n",
    prod: "",
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
            err: 'stack "staging" does not exist (no file Pulumi.staging.yaml): use one of dev, prod, prod-eu\n',
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
