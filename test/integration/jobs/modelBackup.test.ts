import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { manifestText } from "../../../cli/publish-model/manifest";
import { sha256 } from "../../../components/kubernetes/names";
import { render } from "../../support/serving/render";
import { type Simulated } from "../../support/simulate";
import { digestsBelow, S3Server } from "../models/s3Server";
import { JobPod, type Outcome, podsOfCronJob } from "./jobPod";

const versions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "detector/1": { "saved_model.pb": "graph 1", "variables/variables.index": "index 1" },
    "detector/2": { "saved_model.pb": "graph 2", "assets/labels of all.txt": "cat\ndog\n" },
    "vision/ranker/7": { "model.pt": "weights" },
};

describe("the restore drill against a real S3 server", function () {
    this.timeout(0);
    let server: S3Server;
    let run: Simulated;
    let buckets = 0;
    let models: string;
    let backups: string;

    before(async () => {
        server = await S3Server.start();
        run = await render({ backup: { kind: "model-backup" } });
    });

    after(() => server.stop());

    beforeEach(async () => {
        buckets += 1;
        [models, backups] = [`models-${buckets}`, `backups-${buckets}`];
        await server.createBucket(models);
        await server.createBucket(backups);
    });

    /** Puts versions into the bucket of models, as `publish-model` does. Default: all. */
    async function publish(...names: readonly string[]): Promise<void> {
        for (const name of names.length === 0 ? Object.keys(versions) : names) {
            const files = Object.entries(versions[name] ?? {});
            for (const [file, text] of files) {
                await put(models, `models/${name}/${file}`, text);
            }
            const digests = files.map(([file, text]) => ({ path: file, sha256: sha256(text) }));
            await put(models, `models/${name}/manifest.sha256`, manifestText(digests));
        }
    }

    const put = (Bucket: string, Key: string, Body: string) =>
        server.client.send(new PutObjectCommand({ Bucket, Key, Body }));
    const remove = (Bucket: string, Key: string) => server.client.send(new DeleteObjectCommand({ Bucket, Key }));

    async function job(name: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
        const pod = new JobPod({
            run,
            spec: podsOfCronJob(run, name),
            env: { ...server.environment(), ...env },
            buckets: { "test-models": models, "test-backups": backups },
        });
        try {
            return await pod.run();
        } finally {
            pod.remove();
        }
    }

    const backUp = async (date: string) => {
        const outcome = await job("backup", { BACKUP: date });
        assert.equal(outcome.code, 0, outcome.log);
    };
    const modelsThere = () => digestsBelow(server.folderOf(models));

    it("copies, deletes, restores, and has the same digests", async () => {
        await publish();
        const before = modelsThere();
        await backUp("2026-11-28");
        for (const key of Object.keys(before)) {
            await remove(models, key);
        }
        assert.deepEqual(modelsThere(), {});
        const outcome = await job("backup-restore");
        assert.equal(outcome.code, 0, outcome.log);
        assert.deepEqual(modelsThere(), before);
    });

    it("leaves out versions whose publication has not ended", async () => {
        await publish("detector/1");
        await put(models, "models/detector/3/saved_model.pb", "half");
        await backUp("2026-11-28");
        const copies = Object.keys(digestsBelow(server.folderOf(backups, "models/2026-11-28")));
        assert.equal(copies.filter((key) => key.startsWith("detector/3/")).length, 0);
        assert.ok(copies.includes("_complete"));
    });

    it("restores the models that are named, from the date that is named, and repairs what is damaged", async () => {
        await publish("detector/2", "vision/ranker/7");
        const before = modelsThere();
        await backUp("2026-11-27");
        await backUp("2026-11-28");
        await remove(models, "models/detector/2/saved_model.pb");
        await remove(models, "models/vision/ranker/7/model.pt");
        const outcome = await job("backup-restore", { BACKUP: "2026-11-27", MODELS: "detector" });
        assert.equal(outcome.code, 0, outcome.log);
        const { "models/vision/ranker/7/model.pt": _lost, ...others } = before;
        assert.deepEqual(modelsThere(), others);
    });

    it("never replaces another version of the same number", async () => {
        await publish("detector/1");
        await backUp("2026-11-28");
        await put(models, "models/detector/1/manifest.sha256", manifestText([{ path: "new", sha256: sha256("new") }]));
        const outcome = await job("backup-restore", { MODELS: "detector/1" });
        assert.equal(outcome.code, 1);
        assert.ok(outcome.log.includes("another version of that number is there: models/detector/1/"), outcome.log);
    });

    it("does not complete a backup of a damaged model, and names the file", async () => {
        await publish("detector/1");
        await put(models, "models/detector/1/saved_model.pb", "damaged");
        const outcome = await job("backup", { BACKUP: "2026-11-28" });
        assert.equal(outcome.code, 1);
        assert.ok(outcome.log.includes("differs from the manifest: models/2026-11-28/detector/1/saved_model.pb"));
        const restored = await job("backup-restore");
        assert.equal(restored.code, 1);
        assert.ok(restored.log.includes("there is no complete backup"), restored.log);
    });

    it("does not restore from a damaged backup", async () => {
        await publish("detector/1");
        await backUp("2026-11-28");
        const copy = path.join(server.folderOf(backups, "models/2026-11-28"), "detector/1/saved_model.pb");
        writeFileSync(copy, "damaged");
        await remove(models, "models/detector/1/manifest.sha256");
        const outcome = await job("backup-restore", { MODELS: "detector/1" });
        assert.equal(outcome.code, 1);
        assert.ok(!("models/detector/1/manifest.sha256" in modelsThere()));
    });

    it("fails rather than back up nothing", async () => {
        const outcome = await job("backup", { BACKUP: "2026-11-28" });
        assert.equal(outcome.code, 1);
        assert.ok(outcome.log.includes("there is no model version to back up"), outcome.log);
    });
});
