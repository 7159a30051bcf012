import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const script = join(__dirname, "../../../../components/serving/models/files/sync-models.sh");

/** Stands for the AWS command line: copies from a folder instead of a bucket, and notes that it was asked. */
const fakeAws = `#!/usr/bin/env bash
set -eu
echo "$*" >>"$FAKE_LOG"
src=\${5#s3://bucket/}
cp -R "$FAKE_BUCKET/$src." "$6"
`;

describe("the script that copies models", () => {
    let folder: string;
    let bucket: string;
    let models: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "sync-models-"));
        bucket = join(folder, "bucket");
        models = join(folder, "models");
        mkdirSync(models, { recursive: true });
        mkdirSync(join(folder, "bin"));
        writeFileSync(join(folder, "bin/aws"), fakeAws);
        chmodSync(join(folder, "bin/aws"), 0o755);
        writeFileSync(join(folder, "log"), "");
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    /** Puts a version into the bucket, with its manifest; returns the manifest's digest. */
    function publish(prefix: string, files: Readonly<Record<string, string>>): string {
        for (const [name, text] of Object.entries(files)) {
            const path = join(bucket, prefix, name);
            mkdirSync(dirname(path), { recursive: true });
            writeFileSync(path, text);
        }
        const manifest = execFileSync("sha256sum", Object.keys(files), { cwd: join(bucket, prefix) });
        writeFileSync(join(bucket, prefix, "manifest.sha256"), manifest);
        return `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
    }

    function sync(...args: string[]): { status: number | null; log: string; copies: number } {
        const env = {
            PATH: `${join(folder, "bin")}:${process.env.PATH}`,
            MODELS_ROOT: models,
            MODELS_BUCKET: "bucket",
            FAKE_BUCKET: bucket,
            FAKE_LOG: join(folder, "log"),
        };
        const { status, stderr } = spawnSync("bash", [script, ...args], { env, encoding: "utf8" });
        const copies = execFileSync("cat", [join(folder, "log")], { encoding: "utf8" }).split("\n").length - 1;
        return { status, log: stderr, copies };
    }

    const files = { "saved_model.pb": "graph", "variables/variables.index": "numbers" };
    const prefix = "models/m/1/";

    it("copies a version that is whole, under the name that the server looks for", () => {
        const digest = publish(prefix, files);
        assert.equal(sync("m", "1", prefix, digest).status, 0);
        assert.deepEqual(readdirSync(join(models, "m/1")).sort(), ["manifest.sha256", "saved_model.pb", "variables"]);
    });

    it("takes any content when nobody vouches for a digest, as long as it is whole", () => {
        publish(prefix, files);
        assert.equal(sync("m", "1", prefix, "any").status, 0);
    });

    it("does not copy again what an earlier pod has left whole", () => {
        const digest = publish(prefix, files);
        sync("m", "1", prefix, digest);
        const again = sync("m", "1", prefix, digest);
        assert.deepEqual([again.status, again.copies], [0, 1]);
    });

    it("copies again what has changed on the volume", () => {
        const digest = publish(prefix, files);
        sync("m", "1", prefix, digest);
        writeFileSync(join(models, "m/1/saved_model.pb"), "tampered");
        const again = sync("m", "1", prefix, digest);
        assert.deepEqual([again.status, again.copies], [0, 2]);
    });

    it("removes versions that are no longer served", () => {
        publish(prefix, files);
        publish("models/m/2/", files);
        sync("m", "1", prefix, "any");
        assert.equal(sync("m", "2", "models/m/2/", "any").status, 0);
        assert.deepEqual(readdirSync(join(models, "m")), ["2"]);
    });

    const broken: readonly (readonly [what: string, damage: () => void, message: string])[] = [
        [
            "a changed file",
            () => writeFileSync(join(bucket, prefix, "saved_model.pb"), "x"),
            "a file differs from the manifest",
        ],
        ["a missing file", () => rmSync(join(bucket, prefix, "saved_model.pb")), "a file differs from the manifest"],
        [
            "a file too many",
            () => writeFileSync(join(bucket, prefix, "extra.so"), "x"),
            "a file is not in the manifest",
        ],
        [
            "a hidden file too many",
            () => writeFileSync(join(bucket, prefix, ".extra"), "x"),
            "a file is not in the manifest",
        ],
        ["no manifest", () => rmSync(join(bucket, prefix, "manifest.sha256")), "manifest is missing"],
    ];
    for (const [what, damage, message] of broken) {
        it(`refuses a version with ${what}, and leaves nothing where the server looks`, () => {
            publish(prefix, files);
            damage();
            const { status, log } = sync("m", "1", prefix, "any");
            assert.notEqual(status, 0);
            assert.ok(log.includes(message), log);
            assert.equal(existsSync(join(models, "m/1")), false);
        });
    }

    it("refuses a version whose manifest is not the one that was published", () => {
        publish(prefix, files);
        const { status, log } = sync("m", "1", prefix, `sha256:${"0".repeat(64)}`);
        assert.notEqual(status, 0);
        assert.ok(log.includes("manifest has another digest"), log);
        assert.equal(existsSync(join(models, "m/1")), false);
    });

    it("fails when the bucket does not answer", () => {
        assert.notEqual(sync("m", "1", "models/m/404/", "any").status, 0);
        assert.equal(existsSync(join(models, "m/1")), false);
    });
});
