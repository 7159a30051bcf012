import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const script = join(__dirname, "../../../../components/serving/models/files/sync-models.sh");

/**
 * Stands for the AWS command line: copies from a folder instead of a bucket, and notes that it was asked. As there, a file has
 * its name only when it is complete.
 */
const fakeAws = `#!/bin/bash
set -eu
PATH=/usr/bin:/bin
echo "$*" >>"$FAKE_LOG"
src=\${5#s3://bucket/}
cp -R "$FAKE_BUCKET/$src." "$6.unfinished"
find "$6.unfinished" -mindepth 1 -maxdepth 1 -exec mv -t "$6" {} +
rm -r "$6.unfinished"
`;

/** The programs that the image is sure to have, beside the AWS command line. */
const coreutils = ["bash", "cat", "cp", "mkdir", "mv", "rm", "sha256sum", "sleep"] as const;

const found = Object.fromEntries(
    execFileSync("which", [...coreutils, "openssl"], { encoding: "utf8" })
        .trim()
        .split("\n")
        .map((file) => [basename(file), file]),
);

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

for (const openssl of [true, false]) {
    describe(`the script that copies models, in an image with${openssl ? "" : "out"} OpenSSL's command`, () =>
        copies([...coreutils, ...(openssl ? ["openssl"] : [])]));
}

function copies(programs: readonly string[]): void {
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
        for (const program of programs) {
            symlinkSync(found[program]!, join(folder, "bin", program));
        }
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
        const manifest = Object.entries(files)
            .map(([name, text]) => `${sha256(text)}  ${name}\n`)
            .join("");
        writeFileSync(join(bucket, prefix, "manifest.sha256"), manifest);
        return `sha256:${sha256(manifest)}`;
    }

    const sync = (...args: string[]) => syncWith({}, ...args);

    function syncWith(
        settings: Readonly<Record<string, string>>,
        ...args: string[]
    ): { status: number | null; log: string; copies: number } {
        const env = {
            ...settings,
            PATH: join(folder, "bin"),
            MODELS_ROOT: models,
            MODELS_BUCKET: "bucket",
            FAKE_BUCKET: bucket,
            FAKE_LOG: join(folder, "log"),
        };
        const { status, stderr } = spawnSync(found.bash!, [script, ...args], { env, encoding: "utf8" });
        const copies = readFileSync(join(folder, "log"), "utf8").split("\n").length - 1;
        return { status, log: stderr, copies };
    }

    const files = { "saved_model.pb": "graph", "variables/variables.index": "numbers" };
    const prefix = "models/m/1/";

    it("copies a version that is whole, under the name that the server looks for", () => {
        const digest = publish(prefix, files);
        assert.equal(sync("m", "1", prefix, digest).status, 0);
        assert.deepEqual(readdirSync(join(models, "m/1")).sort(), ["manifest.sha256", "saved_model.pb", "variables"]);
    });

    it("accepts any complete content when no digest is given", () => {
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

    it("keeps the old version until the new one is there, or makes room for it first", () => {
        publish(prefix, files);
        publish("models/m/2/", files);
        for (const [deleteFirst, left] of [
            ["false", ["1"]],
            ["true", []],
        ] as const) {
            assert.equal(sync("m", "1", prefix, "any").status, 0);
            const failed = syncWith({ DELETE_FIRST: deleteFirst }, "m", "404", "models/m/404/", "any");
            assert.notEqual(failed.status, 0);
            assert.deepEqual(readdirSync(join(models, "m")), left);
        }
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
            "a file differs from the manifest: saved_model.pb",
        ],
        [
            "a missing file",
            () => rmSync(join(bucket, prefix, "saved_model.pb")),
            "a file of the manifest is missing: saved_model.pb",
        ],
        [
            "a file too many",
            () => writeFileSync(join(bucket, prefix, "extra.so"), "x"),
            "a file is not in the manifest: extra.so",
        ],
        [
            "a hidden file too many",
            () => writeFileSync(join(bucket, prefix, ".extra"), "x"),
            "a file is not in the manifest: .extra",
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

    const digest = "0".repeat(64);
    const manifests: readonly (readonly [what: string, change: (text: string) => string, message: string])[] = [
        ["has no final line feed", (text) => text.trimEnd(), "manifest does not end with a line feed"],
        ["is empty", () => "", "manifest lists no files"],
        ["lists a file twice", (text) => text + text, "manifest line 3 repeats a file: saved_model.pb"],
        [
            "lists itself",
            (text) => `${text}${digest}  manifest.sha256\n`,
            "manifest line 3 repeats a file: manifest.sha256",
        ],
        ["has a short digest", (text) => text.slice(1), "manifest line 1 is not a digest, two spaces and a path"],
        [
            "has a comment",
            (text) => `# made by hand\n${text}`,
            "manifest line 1 is not a digest, two spaces and a path",
        ],
        ...["/etc/passwd", "../2/saved_model.pb", "a//b", "./a", "a/", "a\\b", "a\rb"].map(
            (path) =>
                [
                    `has the path ${JSON.stringify(path)}`,
                    (text: string) => `${text}${digest}  ${path}\n`,
                    "manifest line 3 has a path that is not a plain path below the version",
                ] as const,
        ),
    ];
    for (const [what, change, message] of manifests) {
        it(`refuses a version whose manifest ${what}`, () => {
            publish(prefix, files);
            const path = join(bucket, prefix, "manifest.sha256");
            writeFileSync(path, change(readFileSync(path, "utf8")));
            const { status, log } = sync("m", "1", prefix, "any");
            assert.equal(status, 1);
            assert.ok(log.includes(`"message":"${message}"`), log);
            assert.deepEqual(readdirSync(models), ["m"]);
            assert.deepEqual(readdirSync(join(models, "m")), []);
        });
    }

    it("copies names with blanks, quotes and brackets", () => {
        const names = { 'a b/it\'s [1] $x "q".txt': "odd", "saved_model.pb": "graph" };
        const published = publish(prefix, names);
        assert.equal(sync("m", "1", prefix, published).status, 0);
        assert.deepEqual(readdirSync(join(models, "m/1/a b")), ['it\'s [1] $x "q".txt']);
    });

    it("copies names that look like options", () => {
        const published = publish(prefix, { "-r": "odd", "--help": "odder", "saved_model.pb": "graph" });
        assert.equal(sync("m", "1", prefix, published).status, 0);
        assert.deepEqual(readdirSync(join(models, "m/1")).sort(), [
            "--help",
            "-r",
            "manifest.sha256",
            "saved_model.pb",
        ]);
    });

    it("copies more files than one process takes, none of them unverified", () => {
        const many = Object.fromEntries(Array.from({ length: 450 }, (_, i) => [`part-${i}`, `content ${i}`]));
        publish(prefix, many);
        assert.equal(sync("m", "1", prefix, "any").status, 0);
        writeFileSync(join(bucket, prefix, "part-449"), "another");
        rmSync(join(models, "m"), { recursive: true });
        const { status, log } = sync("m", "1", prefix, "any");
        assert.equal(status, 1);
        assert.match(log, /a file differs from the manifest: part-449"/);
    });

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
}
