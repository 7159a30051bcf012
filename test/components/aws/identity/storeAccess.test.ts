import assert from "node:assert/strict";
import { account, forWorkload, grantsOf, modelsKey } from "../../../support/aws/identities";

const throughS3 = 'StringEquals kms:ViaService "s3.us-west-2.amazonaws.com"';

describe("grants of workloads", () => {
    it("read one prefix of a bucket and nothing beside it", async () => {
        const run = await forWorkload([{ kind: "read-objects", store: "models", prefix: "models/detect/" }]);
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::models-bucket | StringLike s3:prefix ["models/detect/*"]',
            "s3:GetObject | arn:aws:s3:::models-bucket/models/detect/*",
            `kms:Decrypt | ${modelsKey} | ${throughS3}`,
        ]);
    });

    it("read the prefixes of many models through one statement of each kind", async () => {
        const prefixes = ["models/a/", "models/b/", "models/a/"];
        const run = await forWorkload(
            prefixes.map((prefix) => ({ kind: "read-objects" as const, store: "models" as const, prefix })),
        );
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::models-bucket | StringLike s3:prefix ["models/a/*","models/b/*"]',
            "s3:GetObject | arn:aws:s3:::models-bucket/models/a/* arn:aws:s3:::models-bucket/models/b/*",
            `kms:Decrypt | ${modelsKey} | ${throughS3}`,
        ]);
    });

    it("read a whole bucket where the prefix is empty", async () => {
        const run = await forWorkload([{ kind: "read-objects", store: "data", prefix: "" }]);
        assert.deepEqual(grantsOf(run), [
            "s3:ListBucket | arn:aws:s3:::data-bucket",
            "s3:GetObject | arn:aws:s3:::data-bucket/*",
        ]);
    });

    it("add to a prefix without the right to delete from it", async () => {
        const run = await forWorkload([{ kind: "add-objects", store: "data", prefix: "results/" }]);
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::data-bucket | StringLike s3:prefix ["results/*"]',
            "s3:GetObject s3:PutObject s3:AbortMultipartUpload | arn:aws:s3:::data-bucket/results/*",
        ]);
    });

    it("write and delete below one prefix", async () => {
        const run = await forWorkload([{ kind: "write-objects", store: "models", prefix: "out/" }]);
        assert.deepEqual(grantsOf(run), [
            's3:ListBucket | arn:aws:s3:::models-bucket | StringLike s3:prefix ["out/*"]',
            "s3:GetObject s3:PutObject s3:DeleteObject s3:AbortMultipartUpload | arn:aws:s3:::models-bucket/out/*",
            `kms:Decrypt kms:GenerateDataKey | ${modelsKey} | ${throughS3}`,
        ]);
    });

    it("work on one queue, watch one queue, publish to one topic", async () => {
        const queue = `arn:aws:sqs:us-west-2:${account}:jobs`;
        const topic = `arn:aws:sns:us-west-2:${account}:alerts`;
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "consume-queue", queue }])), [
            `sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility sqs:GetQueueAttributes sqs:GetQueueUrl | ${queue}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "send-queue", queue }])), [
            `sqs:SendMessage sqs:GetQueueAttributes sqs:GetQueueUrl | ${queue}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "watch-queue", queue }])), [
            `sqs:GetQueueAttributes | ${queue}`,
        ]);
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "publish-topic", topic }])), [`sns:Publish | ${topic}`]);
    });

    it("use the keys of encrypted topics, through SNS alone, and only where they publish", async () => {
        const topic = `arn:aws:sns:us-west-2:${account}:alerts`;
        const keys = { topics: [`arn:aws:kms:us-west-2:${account}:key/mrk-0123456789abcdef0123456789abcdef`] };
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "publish-topic", topic }], keys)), [
            `sns:Publish | ${topic}`,
            `kms:Decrypt kms:GenerateDataKey | ${keys.topics[0]} | ` +
                'StringEquals kms:ViaService "sns.us-west-2.amazonaws.com"',
        ]);
        const queue = `arn:aws:sqs:us-west-2:${account}:jobs`;
        assert.deepEqual(grantsOf(await forWorkload([{ kind: "watch-queue", queue }], keys)), [
            `sqs:GetQueueAttributes | ${queue}`,
        ]);
    });

    it("use the keys of encrypted queues as far as they must: to read what they receive, and to encrypt what they send", async () => {
        const queue = `arn:aws:sqs:us-west-2:${account}:jobs`;
        const key = (region: string) => `arn:aws:kms:${region}:${account}:key/0123abcd`;
        const keys = { queues: [key("us-west-2"), key("eu-west-1")] };
        const keyGrantsOf = async (kind: "consume-queue" | "send-queue" | "watch-queue") =>
            grantsOf(await forWorkload([{ kind, queue }], keys)).slice(1);
        const use = (actions: string, region: string) =>
            `${actions} | ${key(region)} | StringEquals kms:ViaService "sqs.${region}.amazonaws.com"`;
        assert.deepEqual(await keyGrantsOf("consume-queue"), [
            use("kms:Decrypt", "us-west-2"),
            use("kms:Decrypt", "eu-west-1"),
        ]);
        assert.deepEqual(await keyGrantsOf("send-queue"), [
            use("kms:Decrypt kms:GenerateDataKey", "us-west-2"),
            use("kms:Decrypt kms:GenerateDataKey", "eu-west-1"),
        ]);
        assert.deepEqual(await keyGrantsOf("watch-queue"), []);
    });

    it("rejects a store that the stack does not have", async () => {
        await assert.rejects(
            forWorkload([
                { kind: "read-objects", store: "models", prefix: "" },
                { kind: "write-objects", store: "backups", prefix: "" },
            ]),
            /access\[1\]\.store.*is "backups", which this stack has no bucket for/s,
        );
    });
});
