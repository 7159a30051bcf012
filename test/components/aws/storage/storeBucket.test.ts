import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { bucketType, isAccessLogs, setting } from "../../../support/aws/buckets";

for (const stack of ["dev", "prod"]) {
    describe(`every bucket of ${stack}`, () => {
        it("logs every access to the bucket of its region", async () => {
            const run = await simulateAws(stack);
            for (const bucket of run.all(bucketType, (each) => !isAccessLogs(each))) {
                const logging = run.all(
                    "aws:s3/bucketLogging:BucketLogging",
                    ({ inputs }) => inputs.bucket === bucket.outputs.bucket,
                );
                assert.equal(logging.length, 1, bucket.name);
                const [target] = run.all(
                    bucketType,
                    (other) => other.outputs.bucket === logging[0]!.inputs.targetBucket,
                );
                assert.ok(target !== undefined && isAccessLogs(target));
                assert.equal(
                    logging[0]!.inputs.targetPrefix,
                    `${String((bucket.inputs.tags as { store: string }).store)}/`,
                );
                assert.ok(run.dependsOn(logging[0]!, setting(run, "Policy", target)), bucket.name);
                // S3 delivers access logs inside a region only.
                assert.equal(target.inputs.region, bucket.inputs.region);
            }
        });
    });
}
