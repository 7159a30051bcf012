import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { bucketType, isAccessLogs, setting } from "../../../support/aws/buckets";
import { statementsOf } from "../../../support/aws/iam";

for (const stack of ["dev", "prod"]) {
    describe(`access logs in ${stack}`, () => {
        it("are kept 90 days, where only S3 may write, and are not logged themselves", async () => {
            const run = await simulateAws(stack);
            const buckets = run.all(bucketType, isAccessLogs);
            assert.ok(buckets.length > 0);
            for (const bucket of buckets) {
                const logging = run.all(
                    "aws:s3/bucketLogging:BucketLogging",
                    ({ inputs }) => inputs.bucket === bucket.outputs.bucket,
                );
                assert.deepEqual(logging, []);
                assert.deepEqual(setting(run, "ServerSideEncryptionConfiguration", bucket).inputs.rules, [
                    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
                ]);
                assert.deepEqual(statementsOf(setting(run, "Policy", bucket)).slice(2), [
                    {
                        Sid: "LogDelivery",
                        Effect: "Allow",
                        Principal: { Service: "logging.s3.amazonaws.com" },
                        Action: ["s3:PutObject"],
                        Resource: [`${String(bucket.outputs.arn)}/*`],
                        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                    },
                ]);
                const [rule] = setting(run, "LifecycleConfiguration", bucket).inputs.rules as [object];
                assert.deepEqual(
                    { ...rule, id: "" },
                    {
                        id: "",
                        status: "Enabled",
                        filter: {},
                        expiration: { days: 90 },
                        noncurrentVersionExpiration: { noncurrentDays: 1 },
                        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
                    },
                );
            }
        });
    });
}
