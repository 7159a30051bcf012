import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { bucketType, isAccessLogs, setting } from "../../../support/aws/buckets";
import { statementsOf } from "../../../support/aws/iam";

for (const stack of ["dev", "prod"]) {
    describe(`the guards of every bucket of ${stack}`, () => {
        it("make it private, owner enforced, TLS only and versioned, in its own region throughout", async () => {
            const run = await simulateAws(stack);
            const buckets = run.all(bucketType);
            assert.ok(buckets.length >= 7);
            for (const bucket of buckets) {
                assert.deepEqual(setting(run, "PublicAccessBlock", bucket).inputs, {
                    bucket: bucket.outputs.bucket,
                    region: bucket.inputs.region,
                    blockPublicAcls: true,
                    blockPublicPolicy: true,
                    ignorePublicAcls: true,
                    restrictPublicBuckets: true,
                });
                assert.deepEqual(setting(run, "OwnershipControls", bucket).inputs.rule, {
                    objectOwnership: "BucketOwnerEnforced",
                });
                assert.deepEqual(setting(run, "Versioning", bucket).inputs.versioningConfiguration, {
                    status: "Enabled",
                });
                const arn = bucket.outputs.arn as string;
                const all = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [arn, `${arn}/*`] };
                assert.deepEqual(statementsOf(setting(run, "Policy", bucket)).slice(0, 2), [
                    { Sid: "TlsOnly", ...all, Condition: { Bool: { "aws:SecureTransport": "false" } } },
                    { Sid: "NoOldTls", ...all, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
                ]);
            }
        });

        it("add the policy once nothing can make it public, and lifecycle rules once it has versions", async () => {
            const run = await simulateAws(stack);
            for (const bucket of run.all(bucketType)) {
                for (const guard of ["PublicAccessBlock", "OwnershipControls"]) {
                    assert.ok(run.dependsOn(setting(run, "Policy", bucket), setting(run, guard, bucket)), bucket.name);
                }
                const rules = setting(run, "LifecycleConfiguration", bucket);
                assert.ok(run.dependsOn(rules, setting(run, "Versioning", bucket)), bucket.name);
            }
        });

        it("encrypt with the key of its region, and reject uploads under another", async () => {
            const run = await simulateAws(stack);
            for (const bucket of run.all(bucketType, (resource) => !isAccessLogs(resource))) {
                const { region } = bucket.inputs;
                const keys = run.all(
                    "aws:kms/key:Key",
                    ({ inputs, name }) => name.endsWith("objects") && inputs.region === region,
                );
                assert.equal(keys.length, 1);
                const keyArn = keys[0]!.outputs.arn;
                assert.match(String(keyArn), new RegExp(`^arn:aws:kms:${String(region)}:`));
                assert.deepEqual(setting(run, "ServerSideEncryptionConfiguration", bucket).inputs.rules, [
                    {
                        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                        bucketKeyEnabled: true,
                    },
                ]);
                const header = "s3:x-amz-server-side-encryption";
                const put = {
                    Effect: "Deny",
                    Principal: "*",
                    Action: ["s3:PutObject"],
                    Resource: [`${String(bucket.outputs.arn)}/*`],
                };
                assert.deepEqual(statementsOf(setting(run, "Policy", bucket)).slice(2), [
                    {
                        Sid: "KmsOnly",
                        ...put,
                        Condition: { StringNotEquals: { [header]: "aws:kms" }, Null: { [header]: "false" } },
                    },
                    {
                        Sid: "OwnKeyOnly",
                        ...put,
                        Condition: {
                            StringNotEquals: { [`${header}-aws-kms-key-id`]: keyArn },
                            Null: { [`${header}-aws-kms-key-id`]: "false" },
                        },
                    },
                ]);
            }
        });
    });
}
