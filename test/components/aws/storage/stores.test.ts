import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketName } from "../../../../components/aws/storage/bucketName";
import { keeping, storesNeeded } from "../../../../components/aws/storage/stores";
import { bucketsSchema } from "../../../../config/buckets";
import { storeNames } from "../../../../config/names";
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

describe("every key", () => {
    it("rotates, can be saved for 30 days after its deletion, and has a name of its own in its region", async () => {
        const run = await simulateAws("prod");
        const keys = run.all("aws:kms/key:Key");
        assert.deepEqual(
            keys.filter(({ inputs }) => inputs.enableKeyRotation !== true || inputs.deletionWindowInDays !== 30),
            [],
        );
        for (const key of keys) {
            const alias = run.one("aws:kms/alias:Alias", key.name);
            assert.deepEqual(alias.inputs, {
                name: `alias/inference-platform/prod/${key.name}`,
                targetKeyId: key.outputs.keyId,
                region: key.inputs.region,
            });
        }
    });
});

describe("bucketName", () => {
    const anyName = fc.record({
        stack: fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/),
        store: fc.constantFrom(...storeNames, "access-logs"),
        accountId: fc.stringMatching(/^\d{12}$/),
        region: fc.constantFrom("us-west-2", "ap-southeast-2", "us-gov-east-1", "ap-northeast-3"),
    });

    it("says what it is where there is room", () => {
        const parts = { stack: "prod", store: "models", accountId: "111122223333", region: "us-west-2" };
        assert.equal(bucketName(parts), "inference-prod-models-111122223333-us-west-2");
    });

    it("is always a name that S3 takes", () => {
        fc.assert(
            fc.property(anyName, (parts) => {
                const name = bucketName(parts);
                assert.match(name, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
                assert.ok(name.endsWith(`-${parts.store}-${parts.accountId}-${parts.region}`));
            }),
        );
    });

    it("tells stacks apart whose names differ only where buckets cannot", () => {
        const name = (stack: string) =>
            bucketName({ stack, store: "models", accountId: "111122223333", region: "us-west-2" });
        const names = ["team-a", "team_a", "team.a", "Team-a", "TEAM-A", "x".repeat(40), "x".repeat(41)].map(name);
        assert.equal(new Set(names).size, names.length);
    });
});
