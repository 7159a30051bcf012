import assert from "node:assert/strict";
import { simulateStack } from "../../../support/simulate";
import { brief, statementsOf } from "../../../support/aws/iam";
import { keyIn, modelBucket, replicaOf, replicationAlarmsOf, withReplicas } from "../../../support/aws/replicas";

const account = "111122223333";

describe("the model store", () => {
    it("marks only the bucket that must keep its replicas", async () => {
        const marked = async (...regions: string[]) =>
            (await withReplicas(...regions))
                .all("aws:s3/bucket:Bucket", ({ inputs }) => {
                    return (inputs.tags as Record<string, string>)["inference-platform/replicated"] === "true";
                })
                .map(({ outputs }) => outputs.bucket);
        assert.deepEqual(await marked("eu-west-1"), [modelBucket]);
        assert.deepEqual(await marked(), []);
    });

    it("replicates nowhere without regions", async () => {
        const run = await withReplicas();
        assert.equal(run.all("aws:s3/bucket:Bucket", ({ outputs }) => outputs.bucket === modelBucket).length, 1);
        assert.deepEqual(run.all("aws:s3/bucketReplicationConfig:BucketReplicationConfig"), []);
        assert.deepEqual(
            run.all("aws:iam/role:Role", ({ name }) => name === "models-replication"),
            [],
        );
        assert.deepEqual(replicationAlarmsOf(run), []);
        assert.deepEqual(
            run.all("aws:kms/key:Key", ({ name }) => /^models-/.test(name)),
            [],
        );
    });

    it("tells a stack in another region what to write into its file", async () => {
        const run = await withReplicas("eu-west-1");
        assert.deepEqual(run.run.outputs.modelReplicas, {
            "eu-west-1": { bucket: replicaOf("eu-west-1"), keyArn: keyIn(run, "eu-west-1") },
        });
    });

    it("can be another stack's bucket: nothing is made, pods read that one with its key", async () => {
        const keyArn = `arn:aws:kms:us-west-2:${account}:key/0f0f0f0f-1111-2222-3333-444444444444`;
        const run = await simulateStack("prod", [
            "modelStore={ existing: { bucket: replica-here } }",
            "alarms={}",
            `modelStore.existing.keyArn=${keyArn}`,
        ]);
        assert.deepEqual(
            run.all("aws:s3/bucket:Bucket", ({ name }) => name.startsWith("models")),
            [],
        );
        const buckets = run.run.outputs.buckets as Record<string, Record<string, string>>;
        assert.equal(buckets["us-west-2"]?.models, "replica-here");
        const readers = run
            .all("aws:iam/rolePolicy:RolePolicy")
            .flatMap((policy) => statementsOf(policy).map(brief))
            .filter((line) => line.includes("replica-here"));
        assert.ok(readers.length > 0);
        const keys = run
            .all("aws:iam/rolePolicy:RolePolicy")
            .flatMap((policy) => statementsOf(policy).map(brief))
            .filter((line) => line.startsWith(`kms:Decrypt | ${keyArn} |`));
        assert.ok(keys.length > 0);
    });
});
