import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
    DeleteObjectCommand,
    GetObjectCommand,
    ListObjectsV2Command,
    PutObjectCommand,
    S3Client,
    type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { parse } from "yaml";
import { type Simulated, simulateStack } from "../../support/simulate";
import { freePorts } from "../cluster/processes";
import { JobPod } from "../jobs/jobPod";
import { ensureTool } from "../tools";
import { eventually } from "../wait";
import { digestsBelow } from "./s3Server";

const root = path.resolve(__dirname, "../../..");
const samples = path.join(root, "samples/model");

interface Container {
    readonly name: string;
    readonly command: readonly string[];
}
interface PodSpec {
    readonly initContainers?: readonly Container[];
    readonly containers: readonly Container[];
    readonly volumes?: readonly unknown[];
}
interface Key {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
}

/** The rendered S3 server of the stack `local`, with its rendered accounts, as a process of this machine. */
describe("the S3 server of a stack on an existing cluster", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "embedded-store-"));
    let run: Simulated;
    let server: ChildProcess;
    let endpoint: string;

    const textsOf = (name: string, namespace: string) =>
        run.object("Secret", name, namespace).inputs.stringData as Readonly<Record<string, string>>;
    const keyOf = (account: string, name: string, namespace: string): Key => ({
        accessKeyId: account,
        secretAccessKey: textsOf(name, namespace).secretAccessKey!,
    });
    const clientOf = (key: Key) => {
        const settings: S3ClientConfig = { region: "us-east-1", endpoint, credentials: key, forcePathStyle: true };
        return new S3Client(settings);
    };
    const environmentOf = ({ accessKeyId, secretAccessKey }: Key) => ({
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "us-east-1",
        // The command line of version 1 reads this one.
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_EC2_METADATA_DISABLED: "true",
    });

    before(async function () {
        this.timeout(0);
        run = await simulateStack("local", ["addons.logging.enabled=true"]);
        const [port = 0] = await freePorts(1);
        endpoint = `http://127.0.0.1:${port}`;
        const accounts = path.join(folder, "accounts");
        mkdirSync(accounts);
        writeFileSync(
            path.join(accounts, "users.json"),
            textsOf("object-store-accounts", "object-store")["users.json"]!,
        );
        const { template } = run.object("StatefulSet", "object-store").inputs.spec as { template: { spec: PodSpec } };
        const [shell = "", flag = "", script = ""] = template.spec.containers[0]!.command;
        const here = script
            .replaceAll("/data/", `${folder}/data/`)
            .replace("/accounts", accounts)
            .replace("exec versitygw", `exec ${await ensureTool("versitygw")}`)
            .replace("--port :7070", `--port 127.0.0.1:${port}`);
        const { accessKeyId, secretAccessKey } = keyOf("root", "object-store-root", "object-store");
        server = spawn(shell, [flag, here], {
            env: {
                PATH: process.env.PATH,
                ROOT_ACCESS_KEY_ID: accessKeyId,
                ROOT_SECRET_ACCESS_KEY: secretAccessKey,
            },
            stdio: "ignore",
        });
        await eventually("a healthy S3 server", () =>
            fetch(`${endpoint}/health`).then(
                ({ ok }) => ok,
                () => false,
            ),
        );
    });

    after(() => {
        server.kill("SIGKILL");
        rmSync(folder, { recursive: true });
    });

    /** Runs a rendered container to its end. */
    async function runContainer(
        spec: unknown,
        key: Key,
        volumes: Readonly<Record<string, string>> = {},
    ): Promise<string> {
        const pod = new JobPod({ run, spec, env: environmentOf(key), buckets: {}, volumes });
        const { code, log } = await pod.run();
        pod.remove();
        assert.equal(code, 0, log);
        return log;
    }

    const makeBuckets = () => {
        const { template } = run.one("kubernetes:batch/v1:Job").inputs.spec as { template: { spec: unknown } };
        return runContainer(template.spec, keyOf("root", "object-store-root", "object-store"));
    };

    it("gets the buckets and policies of the stack, and a second run finds them as they are", async function () {
        // The command line takes a second or more for each of two dozen calls.
        this.timeout(0);
        assert.match(await makeBuckets(), /created bucket models/);
        assert.doesNotMatch(await makeBuckets(), /created bucket/);
    });

    it("is filled and called by the README's commands, with stand-ins for kind, pulumi, kubectl and curl", async function () {
        this.timeout(0);
        const bin = path.join(folder, "bin");
        const called = path.join(folder, "called");
        mkdirSync(bin);
        const key = Buffer.from(keyOf("publisher", "publisher", "object-store").secretAccessKey).toString("base64");
        const port = new URL(endpoint).port;
        const note = (name: string) => `echo ${name} "$@" >>${called}`;
        const standIns = {
            kind: note("kind"),
            pulumi: note("pulumi"),
            curl: note("curl"),
            kubectl: [
                'case "$*" in',
                `*"get secret publisher"*) printf '{"data":{"secretAccessKey":"${key}"}}';;`,
                `*7070*) echo "Forwarding from 127.0.0.1:${port} -> 7070"; exec sleep 600;;`,
                `*) ${note("kubectl")}; exec sleep 600;;`,
                "esac",
            ].join("\n"),
        };
        for (const [name, script] of Object.entries(standIns)) {
            writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        }
        const readme = readFileSync(path.join(root, "README.md"), "utf8");
        const [, block = ""] = /## Predict something on your laptop[^]*?```sh\n([^]*?)```/.exec(readme) ?? [];
        const lines = block.trim().split("\n");
        assert.equal(lines.length, 5);
        for (const line of lines) {
            const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
            await promisify(execFile)("bash", ["-eo", "pipefail", "-c", line], { cwd: root, env });
        }

        const { call } = (run.run.outputs.workloads as { sample: { call: { forward: string; predict: string } } })
            .sample;
        const url = call.predict.split(" ").at(-1) ?? "";
        const [resolve = ""] = /--resolve \S+/.exec(call.predict) ?? [];
        assert.deepEqual(readFileSync(called, "utf8").trim().split("\n"), [
            "kind create cluster --name inference",
            "pulumi up -s local --yes --config-file samples/Pulumi.local-platform.yaml",
            "pulumi up -s local --yes",
            call.forward,
            `curl ${resolve} --insecure --data {"instances": [[1, 0.5, 2]]} ${url}`,
        ]);
    });

    it("has a stack file for the first update that is that of the stack without its workload", () => {
        const configOf = (file: string) =>
            (parse(readFileSync(path.join(root, file), "utf8")) as { config: Record<string, unknown> }).config;
        const { "inference-platform:workloads": _workloads, ...rest } = configOf("Pulumi.local.yaml");
        assert.deepEqual(configOf("samples/Pulumi.local-platform.yaml"), rest);
    });

    it("gives each version of the canary its model, copied and verified with the workload's own key", async function () {
        this.timeout(0);
        for (const version of ["1", "2"]) {
            const { template } = run.object("Deployment", `sample-v${version}`).inputs.spec as {
                template: { spec: PodSpec };
            };
            const sync = template.spec.initContainers!.find(({ name }) => name === "sync-models")!;
            const models = path.join(folder, `models-${version}`);
            mkdirSync(models);
            const spec = { ...template.spec, initContainers: [], containers: [sync] };
            const log = await runContainer(spec, keyOf("sample", "sample-object-store", "ml-production"), { models });
            assert.match(log, /copied and verified/);
            const { "manifest.sha256": _manifest, ...copied } = digestsBelow(path.join(models, "sample", version));
            assert.deepEqual(copied, digestsBelow(path.join(samples, version)));
        }
    });

    it("lets the key of a workload read its own models and nothing else", async () => {
        const client = clientOf(keyOf("sample", "sample-object-store", "ml-production"));
        const denied = { name: "AccessDenied" };
        await client.send(new ListObjectsV2Command({ Bucket: "models", Prefix: "models/sample/" }));
        await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: "models" })), denied);
        await assert.rejects(
            client.send(new ListObjectsV2Command({ Bucket: "models", Prefix: "models/other/" })),
            denied,
        );
        await assert.rejects(client.send(new GetObjectCommand({ Bucket: "models", Key: "models/other/1/a" })), denied);
        await assert.rejects(
            client.send(new PutObjectCommand({ Bucket: "models", Key: "models/sample/3/a", Body: "a" })),
            denied,
        );
        await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: "results" })), denied);
    });

    it("lets the key of an add-on write, read and delete in its own bucket and in no other", async () => {
        const client = clientOf(keyOf("loki", "loki-object-store", "logging"));
        const object = { Bucket: "logs", Key: "index/a" };
        await client.send(new PutObjectCommand({ ...object, Body: "a" }));
        const { Body } = await client.send(new GetObjectCommand(object));
        assert.equal(await Body?.transformToString(), "a");
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "logs" }));
        assert.deepEqual(
            Contents.map(({ Key }) => Key),
            ["index/a"],
        );
        await client.send(new DeleteObjectCommand(object));
        await assert.rejects(client.send(new ListObjectsV2Command({ Bucket: "models" })), { name: "AccessDenied" });
    });

    it("lets the publisher delete no model", async () => {
        const client = clientOf(keyOf("publisher", "publisher", "object-store"));
        const { Contents = [] } = await client.send(
            new ListObjectsV2Command({ Bucket: "models", Prefix: "models/sample/1/" }),
        );
        await assert.rejects(client.send(new DeleteObjectCommand({ Bucket: "models", Key: Contents[0]!.Key })), {
            name: "AccessDenied",
        });
    });
});
