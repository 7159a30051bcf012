import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { digestFile } from "../../../cli/publish-model/digest";
import { interruptedUpload } from "../../../cli/publish-model/interruptedUpload";
import { manifestText } from "../../../cli/publish-model/manifest";
import { publishModelCommand } from "../../../cli/publish-model/command";
import { type Captured, captured } from "../../support/terminal";
import { type Call, isWrite, S3Proxy } from "./s3Proxy";
import { digestsBelow, S3Server } from "./s3Server";

const MiB = 1024 ** 2;
const command = path.resolve(__dirname, "../../../cli/publish-model/command.ts");
const prefix = "models/detector/3/";
const manifestName = "manifest.sha256";

/** Three parts that differ, and two small files. */
const files = {
    "saved_model.pb": Buffer.from("graph"),
    "variables/variables.index": Buffer.from("index"),
    "variables/variables.data-00000-of-00001": Buffer.concat(
        ["a", "b", "c"].map((letter) => Buffer.alloc(letter === "c" ? MiB : 16 * MiB, letter)),
    ),
};
const otherFiles = {
    ...files,
    "variables/variables.index": Buffer.from("other"),
    "variables/variables.data-00000-of-00001": Buffer.alloc(33 * MiB, "other"),
};

/** Whether a call completes an upload in parts. */
const completes = ({ method, url }: Call): boolean => method === "POST" && url.includes("uploadId=");

describe("publishing to a real S3 server", () => {
    let server: S3Server;
    let proxy: S3Proxy;
    let folder: string;
    let bucket: string;
    let buckets = 0;
    const environment = { ...process.env };

    before(async function () {
        this.timeout(0);
        server = await S3Server.start();
        proxy = await S3Proxy.start(server.endpoint);
        Object.assign(process.env, server.environment());
    });

    after(async () => {
        process.env = { ...environment };
        await proxy.stop();
        await server.stop();
    });

    beforeEach(async () => {
        proxy.interception = {};
        folder = mkdtempSync(path.join(tmpdir(), "publish-model-"));
        writeFileSync(path.join(folder, "Pulumi.test.yaml"), 'config: { "aws:region": us-west-2 }');
        bucket = `models-of-test-${(buckets += 1)}`;
        await server.createBucket(bucket);
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    function modelFolder(name: string, content: Readonly<Record<string, Buffer>>): string {
        for (const [file, body] of Object.entries(content)) {
            mkdirSync(path.dirname(path.join(folder, name, file)), { recursive: true });
            writeFileSync(path.join(folder, name, file), body);
        }
        return path.join(folder, name);
    }

    async function publish(model: string, endpoint = server.endpoint): Promise<Captured> {
        const args = ["test", "detector", "3", model, "--bucket", bucket, "--endpoint", endpoint];
        const { code, out, err } = await captured((terminal) => publishModelCommand(args, terminal, folder));
        // Without the progress, and without the warning that this stack file has no workloads.
        return { code, out, err: err.replace(/^(warning: .*|\d+ %)\n/gm, "") };
    }

    /** Fails unless the version in the bucket has exactly the files of its manifest. */
    function assertWhole(content: Readonly<Record<string, Buffer>>): void {
        const { [manifestName]: _, ...stored } = digestsBelow(server.folderOf(bucket, prefix));
        assert.deepEqual(Object.keys(stored).sort(), Object.keys(content).sort());
        const manifest = readFileSync(path.join(server.folderOf(bucket, prefix), manifestName), "utf8");
        assert.equal(manifest, manifestText(Object.entries(stored).map(([name, sha256]) => ({ path: name, sha256 }))));
    }

    const exists =
        "models/detector/3/ already exists in BUCKET: published versions are immutable; " +
        "publish under a new version number\n";

    it("stores every file and a manifest that describes them, and prints what serves them", async () => {
        const { code, out } = await publish(modelFolder("m", files));
        assert.equal(code, 0);
        assertWhole(files);
        const manifest = digestsBelow(server.folderOf(bucket, prefix))[manifestName];
        assert.deepEqual(out.split("\n"), [
            `Published 3 files, 33.0 MiB to ${prefix} in ${bucket}.`,
            "",
            "To serve it, add this to a workload in Pulumi.test.yaml:",
            "",
            "      models:",
            "        detector:",
            "          versions: [3]",
            `          digests: { "3": "sha256:${manifest}" }`,
            "",
        ]);
    });

    it("shows a server that follows the bucket a graph only once everything else is there", async () => {
        // TensorFlow Serving loads a folder as soon as it has a graph, and takes absent variables for a model without any.
        const shown: string[][] = [];
        const look = () => void shown.push(Object.keys(digestsBelow(server.folderOf(bucket, prefix))));
        proxy.interception = { before: look, after: look };
        const { code } = await publish(modelFolder("m", files), proxy.endpoint);
        assert.equal(code, 0);
        const whole = Object.keys(files).sort();
        const loadable = shown.filter((names) => names.includes("saved_model.pb"));
        assert.ok(loadable.length > 0 && shown.length > loadable.length, "before and after the graph");
        for (const names of loadable) {
            assert.deepEqual(names.filter((name) => name !== manifestName).sort(), whole);
        }
    });

    it("never touches a version that exists", async () => {
        const model = modelFolder("m", files);
        await publish(model);
        const writes: Call[] = [];
        proxy.interception = { before: (call) => void (isWrite(call) && writes.push(call)) };
        const { code, err } = await publish(modelFolder("other", otherFiles), proxy.endpoint);
        assert.deepEqual([code, err, writes], [1, exists.replace("BUCKET", bucket), []]);
        assertWhole(files);
    });

    it("finishes a version that was killed after every single request, and sends nothing twice", async function () {
        this.timeout(0);
        const model = modelFolder("m", files);
        const arrived: string[] = [];
        let running: ChildProcess | undefined;
        proxy.interception = {
            after: (call, status) => {
                if (isWrite(call) && status === 200) {
                    arrived.push(`${call.method} ${call.url.replace(/&?uploadId=[^&]*|&?x-id=[^&]*/g, "")}`);
                    running?.kill("SIGKILL");
                }
            },
        };
        let code: number | null = null;
        // Each run is killed at the latest after its first write, so that there are at most as many runs as writes, and one.
        for (let runs = 0; code === null && runs < 12; runs++) {
            const args = ["test", "detector", "3", model, "--bucket", bucket, "--endpoint", proxy.endpoint];
            running = spawn(process.execPath, ["--require", "tsx/cjs", path.join(folder, "publish.ts"), ...args], {
                stdio: "ignore",
            });
            writeFileSync(path.join(folder, "publish.ts"), publishIn(folder));
            code = await new Promise((resolve) => running?.once("exit", resolve));
        }
        // The last write is the manifest: that run was killed too, and the version is published all the same.
        assert.equal(code, 1);
        assertWhole(files);
        assert.deepEqual(
            arrived.filter((write, i) => arrived.indexOf(write) < i),
            [],
        );
        assert.equal(arrived.filter((write) => write.includes("partNumber")).length, 3);
    });

    for (const [what, theirs] of [
        ["the same files", files],
        ["other files", otherFiles],
    ] as const) {
        it(`lets one of two uploads win and rejects the other, with ${what}, at every request`, async function () {
            this.timeout(0);
            const model = modelFolder("m", files);
            const their = modelFolder("theirs", theirs);
            for (let at = 1, met = true; met; at++) {
                bucket = `models-of-test-${(buckets += 1)}`;
                await server.createBucket(bucket);
                let writes = 0;
                let second: Captured | undefined;
                let arriving: Promise<Captured> | undefined;
                proxy.interception = {
                    before: async (call) => {
                        // Writes beside the chosen one wait too, so that the second upload runs from start to end in between.
                        arriving ??= isWrite(call) && (writes += 1) === at ? publish(their) : undefined;
                        second = await arriving;
                    },
                };
                const first = await publish(model, proxy.endpoint);
                met = second !== undefined;
                if (second !== undefined) {
                    assert.deepEqual(
                        [first.code, second.code].sort(),
                        [0, 1],
                        `at write ${at}: ${first.err}${second.err}`,
                    );
                    const rejected = first.code === 1 ? first : second;
                    assert.match(
                        rejected.err,
                        / already exists in | differs from .*, left by another upload: delete it/,
                    );
                    assertWhole(first.code === 0 ? files : theirs);
                }
            }
        });
    }

    it("lets one of two uploads win that run side by side", async function () {
        this.timeout(0);
        const model = modelFolder("m", files);
        const outcomes = await Promise.all([publish(model), publish(model)]);
        assert.deepEqual(outcomes.map(({ code }) => code).sort(), [0, 1], JSON.stringify(outcomes));
        assert.equal(outcomes.find(({ code }) => code === 1)?.err, exists.replace("BUCKET", bucket));
        assertWhole(files);
    });

    for (const [how, failing] of [
        ["fails", "fails"],
        ["closes connections", "hangsUp"],
    ] as const) {
        it(`outlasts a store that ${how} more often than the SDK sends a request`, async function () {
            this.timeout(0);
            let failures = 0;
            proxy.interception = { [failing]: (call: Call) => completes(call) && (failures += 1) <= 4 };
            const { code, err } = await publish(modelFolder("m", files), proxy.endpoint);
            assert.deepEqual([code, err, failures], [0, "", 5]);
            assertWhole(files);
        });
    }

    it("gives up on a store that goes on failing, with the store's own words, and leaves no manifest", async function () {
        this.timeout(0);
        proxy.interception = { fails: completes };
        const { code, err } = await publish(modelFolder("m", files), proxy.endpoint);
        assert.deepEqual([code, err], [3, "It failed.\n\nRun again with --verbose for the stack trace.\n"]);
        assert.deepEqual(Object.keys(digestsBelow(server.folderOf(bucket, prefix))), []);
    });

    it("does not mix with files of another upload", async () => {
        const old = { Bucket: bucket, Key: `${prefix}assets/old.txt`, Body: "old" };
        await server.client.send(new PutObjectCommand(old));
        const { code, err } = await publish(modelFolder("m", files));
        assert.deepEqual(
            [code, err],
            [
                1,
                `${prefix} in ${bucket} holds files of another upload, which the folder does not contain:\n` +
                    `  - ${prefix}assets/old.txt\nDelete them, or publish under a new version number.\n`,
            ],
        );
        assert.deepEqual(Object.keys(digestsBelow(server.folderOf(bucket, prefix))), ["assets/old.txt"]);
    });

    it("names a file whose content is not that of the folder", async () => {
        await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}saved_model.pb`, Body: "old" }));
        const model = modelFolder("m", files);
        const { code, err } = await publish(model);
        assert.deepEqual(
            [code, err],
            [
                1,
                `${prefix}saved_model.pb in ${bucket} differs from ${path.join(model, "saved_model.pb")}, ` +
                    "left by another upload: delete it, or publish under a new version number\n",
            ],
        );
    });

    describe("an interrupted upload in parts", () => {
        const key = `${prefix}variables/variables.data-00000-of-00001`;

        async function begin(bodies: readonly Buffer[]): Promise<string | undefined> {
            const object = { Bucket: bucket, Key: key };
            const create = new CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm: "SHA256" });
            const { UploadId } = await server.client.send(create);
            for (const [i, Body] of bodies.entries()) {
                const part = { ...object, UploadId, PartNumber: i + 1, Body, ChecksumAlgorithm: "SHA256" } as const;
                await server.client.send(new UploadPartCommand(part));
            }
            return UploadId;
        }

        async function found() {
            const source = path.join(modelFolder("m", files), key.slice(prefix.length));
            const file = await digestFile({ path: key, source, bytes: 33 * MiB });
            // Two parts a page: S3 names a next marker on the last page too.
            return interruptedUpload(server.client, { bucket, key }, file, { parts: 2 });
        }

        const [a, b, c] = [Buffer.alloc(16 * MiB, "a"), Buffer.alloc(16 * MiB, "b"), Buffer.alloc(MiB, "c")];

        it("is found with all its parts, over several pages", async () => {
            const id = await begin([a, b, c]);
            const upload = await found();
            assert.equal(upload?.id, id);
            assert.deepEqual([...(upload?.parts.keys() ?? [])], [1, 2, 3]);
        });

        it("is found among uploads of other files, which are left alone", async () => {
            await begin([b]);
            const id = await begin([a]);
            await begin([a, c]);
            assert.equal((await found())?.id, id);
        });
    });
});

/** A program that runs the command in `folder`, as `npm run publish-model` does in the project's. */
function publishIn(folder: string): string {
    return [
        `import { publishModelCommand } from ${JSON.stringify(command)};`,
        `void publishModelCommand(process.argv.slice(2), process, ${JSON.stringify(folder)})`,
        "    .then((code) => { process.exitCode = code; });",
    ].join("\n");
}
