import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { publishModelCommand } from "../../../cli/publish-model/command";
import { type Captured, captured } from "../../support/terminal";
import { FakeS3 } from "./fakeS3";

const MiB = 1024 ** 2;
const bucket = "models-of-test";

function sha256(text: string | Buffer): string {
    return createHash("sha256").update(text).digest("hex");
}

describe("npm run publish-model", () => {
    let s3: FakeS3;
    let folder: string;
    let model: string;
    const environment = { ...process.env };

    beforeEach(async () => {
        Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
        s3 = await FakeS3.start(bucket);
        folder = await mkdtemp(path.join(tmpdir(), "publish-model-"));
        model = path.join(folder, "model");
        await mkdir(path.join(model, "variables"), { recursive: true });
        await writeFile(path.join(model, "saved_model.pb"), "graph");
        await writeFile(path.join(model, "variables", "variables.index"), "index");
        await stackFile({});
    });

    afterEach(async () => {
        process.env = { ...environment };
        await s3.stop();
        await rm(folder, { recursive: true });
    });

    async function stackFile(modelStore: object, region = "us-west-2"): Promise<void> {
        const config = { "aws:region": region, "inference-platform:modelStore": modelStore };
        await writeFile(path.join(folder, "Pulumi.test.yaml"), JSON.stringify({ config }));
    }

    /** Runs the command; by default with the bucket and the endpoint of the fake. */
    async function publish(
        args: readonly string[] = ["test", "detector", "3", model],
        options: readonly string[] = ["--bucket", bucket, "--endpoint", s3.endpoint],
    ): Promise<Captured> {
        return captured((terminal) => publishModelCommand([...args, ...options], terminal, folder));
    }

    const manifest = `${sha256("graph")}  saved_model.pb\n` + `${sha256("index")}  variables/variables.index\n`;

    it("uploads every file and then a manifest that sha256sum --check reads", async () => {
        const { code, out } = await publish();
        assert.equal(code, 0);
        assert.deepEqual(
            [...s3.objects].map(([key, { body }]) => [key, body.toString()]),
            [
                ["models/detector/3/saved_model.pb", "graph"],
                ["models/detector/3/variables/variables.index", "index"],
                ["models/detector/3/manifest.sha256", manifest],
            ],
        );
        assert.equal(
            out,
            [
                "Published 2 files, 10 B to models/detector/3/ in models-of-test.",
                "",
                "To serve it, add this to a workload in Pulumi.test.yaml:",
                "",
                "      models:",
                "        detector:",
                "          versions: [3]",
                `          digests: { "3": "sha256:${sha256(manifest)}" }`,
                "",
            ].join("\n"),
        );
    });

    it("never changes a version that exists", async () => {
        s3.put("models/detector/3/manifest.sha256", "old");
        const { code, err } = await publish();
        assert.equal(code, 1);
        assert.equal(
            err,
            "models/detector/3/ already exists in models-of-test: published versions are immutable; " +
                "publish under a new version number\n",
        );
        assert.deepEqual(s3.requests, ["GET "]);
    });

    it("lets only one of two people publish the same version at once", async () => {
        s3.interfere = ({ method, key }) => {
            if (method === "PUT" && key.endsWith("variables.index")) {
                s3.put("models/detector/3/manifest.sha256", "the other's");
            }
            return undefined;
        };
        const { code, err } = await publish();
        assert.equal(code, 1);
        assert.match(err, /models\/detector\/3\/ already exists/);
        assert.equal(s3.text("models/detector/3/manifest.sha256"), "the other's");
    });

    it("does not mix with files of another upload", async () => {
        s3.put("models/detector/3/assets/old.txt", "old");
        const { code, err } = await publish();
        assert.equal(code, 1);
        assert.equal(
            err,
            [
                "models/detector/3/ in models-of-test holds files of another upload, which the folder does not contain:",
                "  - models/detector/3/assets/old.txt",
                "Delete them, or publish under a new version number.",
                "",
            ].join("\n"),
        );
        assert.equal(s3.objects.size, 1);
    });

    it("resumes after an interruption, and uploads again what differs", async () => {
        s3.put("models/detector/3/saved_model.pb", "graph");
        s3.put("models/detector/3/variables/variables.index", "wrong");
        assert.equal((await publish()).code, 0);
        assert.deepEqual(
            s3.requests.filter((request) => request.startsWith("PUT")),
            ["PUT models/detector/3/variables/variables.index", "PUT models/detector/3/manifest.sha256"],
        );
        assert.equal(s3.text("models/detector/3/variables/variables.index"), "index");
    });

    it("keeps the parts of a large file that an interrupted upload left behind", async () => {
        const large = Buffer.alloc(40 * MiB, "large file, not compressible");
        await writeFile(path.join(model, "variables", "variables.data"), large);
        const key = "models/detector/3/variables/variables.data";
        s3.interfere = (call) =>
            call.key === key && call.query.get("partNumber") === "3"
                ? { status: 403, body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>" }
                : undefined;
        const first = await publish();
        assert.equal(first.code, 3);
        assert.match(first.err, /\nAccess Denied\n\nRun again with --verbose for the stack trace\.\n$/);
        assert.equal(s3.objects.has("models/detector/3/manifest.sha256"), false);

        s3.interfere = () => undefined;
        s3.requests.length = 0;
        assert.equal((await publish()).code, 0);
        assert.deepEqual(
            s3.requests.filter((request) => request.includes("?part=")),
            [`PUT ${key}?part=3`],
        );
        assert.ok(s3.objects.get(key)?.body.equals(large));
        assert.match(s3.text("models/detector/3/manifest.sha256") ?? "", new RegExp(sha256(large)));

        s3.objects.delete("models/detector/3/manifest.sha256");
        s3.requests.length = 0;
        assert.equal((await publish()).code, 0);
        assert.deepEqual(
            s3.requests.filter((request) => request.startsWith("PUT")),
            ["PUT models/detector/3/manifest.sha256"],
        );
    });

    it("shows a dry run without account, bucket or network", async () => {
        const { code, out } = await publish(undefined, ["--dry-run"]);
        assert.equal(code, 0);
        assert.deepEqual(out.split("\n").slice(0, 4), [
            "Would publish 2 files, 10 B to models/detector/3/ in the models bucket of stack test:",
            `  ${sha256("graph")}  saved_model.pb  5 B`,
            `  ${sha256("index")}  variables/variables.index  5 B`,
            "",
        ]);
        assert.match(out, new RegExp(`digests: \\{ "3": "sha256:${sha256(manifest)}" \\}`));
        assert.deepEqual(s3.requests, []);
    });

    it("publishes to the existing bucket that a stack file names", async () => {
        await stackFile({ existing: { bucket } });
        assert.equal((await publish(undefined, ["--endpoint", s3.endpoint])).code, 0);
        assert.equal(s3.objects.size, 3);
    });

    it("names everything in the folder that cannot be published", async () => {
        await writeFile(path.join(model, "manifest.sha256"), "");
        await writeFile(path.join(model, "a\\b"), "");
        await symlink("saved_model.pb", path.join(model, "link"));
        const { code, err } = await publish();
        assert.equal(code, 2);
        assert.deepEqual(err.split("\n").slice(1).sort(), [
            "",
            '  - "a\\\\b" has a backslash or a control character in its name: rename it',
            '  - "link" is neither a file nor a folder: replace a link by what it points to',
            '  - "manifest.sha256" is reserved for the manifest that this command writes: remove it',
        ]);
        assert.deepEqual(s3.requests, []);
    });

    it("reports wrong arguments without a stack trace", async () => {
        const hint = "\nRun with --help for usage.";
        const wrong = async (...args: string[]) => {
            const { code, err } = await publish(args, []);
            assert.equal(code, 2);
            return err.trim();
        };
        assert.equal(
            await wrong("test", "detector", "v3", model),
            "error: command-argument value 'v3' is invalid for argument 'version'. must be a whole number from 1." +
                hint,
        );
        assert.equal(
            await wrong("test", "../x", "3", model),
            "error: command-argument value '../x' is invalid for argument 'model'. " +
                "must be letters, digits, dashes and underscores, at most 63." +
                hint,
        );
        assert.equal(await wrong("test", "detector", "3"), "error: missing required argument 'folder'" + hint);
        assert.equal(
            await wrong("nowhere", "detector", "3", model),
            'stack "nowhere" does not exist (no file Pulumi.nowhere.yaml): use one of test',
        );
        await mkdir(path.join(folder, "empty"));
        assert.equal(
            await wrong("test", "detector", "3", path.join(folder, "empty")),
            `${path.join(folder, "empty")} contains no files: name the folder of the model version`,
        );
        await stackFile({ existing: { bucket: "B" } }, "nowhere");
        assert.equal(
            await wrong("test", "detector", "3", model),
            [
                "Pulumi.test.yaml has 2 faults:",
                '  - "aws:region" is "nowhere": must be an AWS region such as us-west-2',
                '  - "modelStore.existing.bucket" is "B": must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, dashes and single dots',
            ].join("\n"),
        );
    });
});
