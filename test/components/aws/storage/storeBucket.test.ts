import assert from "node:assert/strict";
import { type RecordedResource } from "../../../../simulation/recorded";
import { type Simulated } from "../../../support/simulate";
import { simulateAws } from "../../../support/aws/awsSide";
import { statementsOf } from "../../../support/aws/iam";

const bucketType = "aws:s3/bucket:Bucket";

/** The one setting of a bucket of the given kind. */
function setting(run: Simulated, kind: string, bucket: RecordedResource): RecordedResource {
    const type = `aws:s3/bucket${kind}:Bucket${kind}`;
    const found = run.all(type, ({ inputs }) => inputs.bucket === bucket.outputs.bucket);
    assert.equal(found.length, 1, `${kind} of ${bucket.name}`);
    return found[0]!;
}

function isAccessLogs({ name }: RecordedResource): boolean {
    return name.endsWith("access-logs");
}

for (const stack of ["dev", "prod"]) {
    describe(`every bucket of ${stack}`, () => {
        it("is private, owner enforced, TLS only and versioned, in its own region throughout", async () => {
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

        it("gets its policy once nothing can make it public, and its rules once it has versions", async () => {
            const run = await simulateAws(stack);
            for (const bucket of run.all(bucketType)) {
                for (const guard of ["PublicAccessBlock", "OwnershipControls"]) {
                    assert.ok(run.dependsOn(setting(run, "Policy", bucket), setting(run, guard, bucket)), bucket.name);
                }
                const rules = setting(run, "LifecycleConfiguration", bucket);
                assert.ok(run.dependsOn(rules, setting(run, "Versioning", bucket)), bucket.name);
            }
        });

        it("encrypts with the key of its region, and takes no upload under another", async () => {
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

        it("writes down who read and wrote, where only S3 itself may write", async () => {
            const run = await simulateAws(stack);
            for (const bucket of run.all(bucketType)) {
                const logging = run.all(
                    "aws:s3/bucketLogging:BucketLogging",
                    ({ inputs }) => inputs.bucket === bucket.outputs.bucket,
                );
                if (isAccessLogs(bucket)) {
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
                } else {
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
            }
        });
    });
}
