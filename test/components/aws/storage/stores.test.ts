import assert from "node:assert/strict";
import { keeping, storesNeeded } from "../../../../components/aws/storage/stores";
import { bucketsSchema } from "../../../../config/buckets";
import { storeNames } from "../../../../config/names";
import { type RecordedResource } from "../../../../simulation/recorded";
import { type Simulated } from "../../../support/simulate";
import { simulateAws } from "../../../support/aws/awsSide";

const bucketType = "aws:s3/bucket:Bucket";

/** The one setting of a bucket of the given kind. */
function setting(run: Simulated, kind: string, bucket: RecordedResource): RecordedResource {
    const type = `aws:s3/bucket${kind}:Bucket${kind}`;
    const found = run.all(type, ({ inputs }) => inputs.bucket === bucket.outputs.bucket);
    assert.equal(found.length, 1, `${kind} of ${bucket.name}`);
    return found[0]!;
}

describe("the buckets of a stack", () => {
    it("outlive the stack in production", async () => {
        const run = await simulateAws("prod");
        for (const bucket of run.all(bucketType)) {
            assert.equal(bucket.protect, true, bucket.name);
            assert.equal(bucket.inputs.forceDestroy, false, bucket.name);
        }
        // Without its settings a bucket that is kept would be open to more than before.
        const parts = run.resources.filter(({ type }) => /^aws:(s3|kms)\//.test(type));
        assert.deepEqual(
            parts.filter(({ protect }) => !protect).map(({ urn }) => urn),
            [],
        );
    });

    it("go with everything in them only in development, and only when asked", async () => {
        const careful = await simulateAws("dev");
        assert.ok(careful.all(bucketType).every(({ inputs, protect }) => inputs.forceDestroy === false && !protect));
        const asked = await simulateAws("dev", { settings: ["buckets.deletable=true"] });
        assert.ok(asked.all(bucketType).every(({ inputs }) => inputs.forceDestroy === true));
    });

    it("lock backups against their owner where the stack file says so", async () => {
        const run = await simulateAws("prod", { settings: ["buckets.backups.objectLock={ days: 30 }"] });
        const backups = run.one(bucketType, "backups");
        assert.equal(backups.inputs.objectLockEnabled, true);
        assert.deepEqual(setting(run, "ObjectLockConfiguration", backups).inputs.rule, {
            defaultRetention: { mode: "GOVERNANCE", days: 30 },
        });
        assert.equal("objectLockEnabled" in run.one(bucketType, "data").inputs, false);
        assert.deepEqual(
            (await simulateAws("prod")).all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"),
            [],
        );
    });

    it("end old versions and unfinished uploads", async () => {
        const run = await simulateAws("prod");
        const [rule] = setting(run, "LifecycleConfiguration", run.one(bucketType, "models")).inputs.rules as [object];
        assert.deepEqual(rule, {
            id: "clean-up",
            status: "Enabled",
            filter: {},
            noncurrentVersionExpiration: { noncurrentDays: 90 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            expiration: { expiredObjectDeleteMarker: true },
        });
    });

    it("keep each store as long as it is worth", () => {
        const config = bucketsSchema.parse({ noncurrentDays: 20, resultDays: 60, backups: { days: 40 } });
        assert.deepEqual(
            storeNames.flatMap((store) => (store === "models" ? [] : [[store, keeping(store, config).retention]])),
            [
                ["data", { noncurrentDays: 20 }],
                ["results", { noncurrentDays: 20, days: 60 }],
                ["backups", { noncurrentDays: 20, days: 40 }],
                ["logs", { noncurrentDays: 1 }],
                ["traces", { noncurrentDays: 1 }],
                ["artifacts", { noncurrentDays: 20 }],
            ],
        );
    });

    it("are those of workloads, and those that add-ons ask for", () => {
        assert.deepEqual(storesNeeded([]), ["data", "results", "backups"]);
        assert.deepEqual(storesNeeded(["logs", "models", "data"]), ["data", "results", "backups", "logs"]);
    });
});
