import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { schemaCommand } from "../../../cli/schema/command";
import { simulateCommand } from "../../../cli/simulate/command";
import { type Terminal } from "../../../cli/shared/terminal";
import { temporaryFolder } from "../../support/temporary";

interface Result {
    readonly code: ExitCode;
    readonly out: string;
    readonly err: string;
}

async function run(command: typeof simulateCommand, ...args: string[]): Promise<Result> {
    let out = "";
    let err = "";
    const terminal: Terminal = {
        stdout: { write: (text) => (out += text) },
        stderr: { write: (text) => (err += text) },
        env: {},
    };
    const code = await command(args, terminal);
    return { code, out, err };
}

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

/** What a stack has to be told; `dev` names nobody to alert. */
const warnings = {
    dev:
        "warn: alerts of severity critical and warning reach nobody, they only show in Alertmanager and Grafana: " +
        "name a receiver in addons.monitoring.alerts.critical and addons.monitoring.alerts.warning\n",
    prod: "",
};

describe("npm run simulate", () => {
    const folder = temporaryFolder();

    for (const stack of ["dev", "prod"] as const) {
        it(`shows ${stack}, with no mandatory policy violated and every type known`, async () => {
            const { code, out, err } = await run(simulateCommand, stack);
            assert.equal(err, warnings[stack]);
            assert.equal(code, ExitCode.Ok, out);
            assert.match(
                out,
                new RegExp(`^${stack} in [a-z0-9-]+: \\d+ resources, \\d+ Kubernetes objects, \\d+ Helm charts\n`),
            );
            assert.match(out, /\nPolicies: 0 mandatory, /);
        });
    }

    it("prints one JSON document and nothing else", async () => {
        const { code, out, err } = await run(simulateCommand, "dev", "--format", "json");
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

    it("writes the same bytes twice, and only YAML that reads back", async () => {
        const first = path.join(folder.path, "first");
        const second = path.join(folder.path, "second");
        assert.equal((await run(simulateCommand, "dev", "--out", first)).code, ExitCode.Ok);
        assert.equal((await run(simulateCommand, "dev", "--out", second)).code, ExitCode.Ok);
        const files = filesBelow(first);
        assert.deepEqual(filesBelow(second), files);
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
        const { code, out, err } = await run(
            simulateCommand,
            "dev",
            ...settings.flatMap((setting) => ["--set", setting]),
        );
        assert.equal(code, ExitCode.WrongStackFile);
        assert.equal(out, "");
        assert.match(err, /^Pulumi\.dev\.yaml has 5 faults:\n/);
        for (const key of [
            "network.zones",
            "netwrok",
            "aws:region",
            "cluster.version",
            "nodeGroups.gpu-t4.accelerator",
        ]) {
            assert.ok(err.includes(`- "${key}" `), `${key} in ${err}`);
        }
        assert.doesNotMatch(err, /\n +at /);
    });

    it("says which stacks there are when one is unknown", async () => {
        assert.deepEqual(await run(simulateCommand, "staging"), {
            code: ExitCode.WrongStackFile,
            out: "",
            err: 'there is no stack "staging" (Pulumi.staging.yaml does not exist): the stacks here are dev, prod\n',
        });
    });

    it("refuses an output folder that is somebody else's, before any work", async () => {
        folder.write("mine/notes.txt", "x");
        const { code, err } = await run(simulateCommand, "dev", "--out", path.join(folder.path, "mine"));
        assert.equal(code, ExitCode.Failed);
        assert.match(err, /^--out .*mine: the folder holds files that no simulation wrote \(notes\.txt\)/);
    });

    it("writes nothing when the stack file is wrong", async () => {
        const target = path.join(folder.path, "never");
        const { code } = await run(simulateCommand, "dev", "--set", "network.zones=x", "--out", target);
        assert.equal(code, ExitCode.WrongStackFile);
        assert.equal(existsSync(target), false);
    });

    it("explains itself, and answers wrong arguments with exit code 3", async () => {
        const help = await run(simulateCommand, "--help");
        assert.equal(help.code, ExitCode.Ok);
        assert.match(help.out, /Usage: simulate <stack> \[options\]/);
        assert.deepEqual(await run(simulateCommand, "dev", "--format", "xml"), {
            code: ExitCode.Failed,
            out: "",
            err: "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are tree, json.\n",
        });
        assert.equal((await run(simulateCommand)).err, "error: missing required argument 'stack'\n");
    });
});

describe("npm run schema", () => {
    const folder = temporaryFolder();

    it("prints the schema of a stack file, or writes it", async () => {
        const { code, out } = await run(schemaCommand);
        assert.equal(code, ExitCode.Ok);
        const schema = JSON.parse(out) as { title: string };
        assert.equal(schema.title, "Stack file of inference-platform");
        const file = path.join(folder.path, "deep/schema.json");
        assert.deepEqual(await run(schemaCommand, "--out", file), { code: ExitCode.Ok, out: "", err: "" });
        assert.equal(readFileSync(file, "utf8"), out);
    });

    it("says when it cannot write", async () => {
        const file = folder.write("file", "x");
        const { code, err } = await run(schemaCommand, "--out", `${file}/schema.json`);
        assert.equal(code, ExitCode.Failed);
        assert.match(err, /^--out .*: the file cannot be written: /);
    });
});
