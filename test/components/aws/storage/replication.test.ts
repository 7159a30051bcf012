import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";
import { brief, statementsOf } from "../../../support/aws/iam";
import {
    keyIn,
    modelBucket,
    replicaOf,
    replicationAlarmsOf,
    someRegions,
    withReplicas,
} from "../../../support/aws/replicas";
import { type Simulated } from "../../../support/simulate";

/** What production replicates with: one rule per region, in the order of the stack file. */
function expectedRules(run: Simulated, regions: readonly string[]): unknown[] {
    return regions.map((region, i) => ({
        id: `to-${region}`,
        status: "Enabled",
        priority: i + 1,
        filter: { prefix: "" },
        deleteMarkerReplication: { status: "Disabled" },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        destination: {
            bucket: `arn:aws:s3:::${replicaOf(region)}`,
            storageClass: "STANDARD",
            encryptionConfiguration: { replicaKmsKeyId: keyIn(run, region) },
            replicationTime: { status: "Enabled", time: { minutes: 15 } },
            metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
        },
    }));
}

/** What the replication role may do, line by line. */
function expectedGrants(run: Simulated, regions: readonly string[]): string[] {
    const through = (region: string, bucket: string) =>
        `StringEquals kms:ViaService "s3.${region}.amazonaws.com" | ` +
        `StringLike kms:EncryptionContext:aws:s3:arn ["arn:aws:s3:::${bucket}","arn:aws:s3:::${bucket}/*"]`;
    return [
        `s3:GetReplicationConfiguration s3:ListBucket | arn:aws:s3:::${modelBucket}`,
        "s3:GetObjectVersionForReplication s3:GetObjectVersionAcl s3:GetObjectVersionTagging | " +
            `arn:aws:s3:::${modelBucket}/*`,
        `kms:Decrypt | ${String(keyIn(run, "us-west-2"))} | ${through("us-west-2", modelBucket)}`,
        ...regions.flatMap((region) => [
            `s3:ReplicateObject s3:ReplicateTags | arn:aws:s3:::${replicaOf(region)}/*`,
            `kms:Encrypt kms:Decrypt kms:GenerateDataKey | ${String(keyIn(run, region))} | ` +
                through(region, replicaOf(region)),
        ]),
    ];
}

describe("replication of the model store", () => {
    for (const regions of someRegions) {
        it(`replicates to ${regions.join(" and ")} with one configuration and an exact role`, async () => {
            const run = await withReplicas(...regions);
            const config = run.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
            const role = run.one("aws:iam/role:Role", "models-replication");
            assert.equal(config.inputs.bucket, modelBucket);
            assert.equal(config.inputs.region, "us-west-2");
            assert.equal(config.inputs.role, role.outputs.arn);
            assert.deepEqual(config.inputs.rules, expectedRules(run, regions));
            const policy = run.one("aws:iam/rolePolicy:RolePolicy", "models-replication");
            assert.deepEqual(statementsOf(policy).map(brief), expectedGrants(run, regions));
            // As AWS documents it: no condition that S3 might not meet.
            assert.deepEqual(statementsOf(role, "assumeRolePolicy"), [
                { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: ["sts:AssumeRole"] },
            ]);
        });
    }

    it("waits for versions at both ends, and for its permissions", async () => {
        const run = await withReplicas("us-east-1", "eu-west-1");
        const config = run.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
        for (const name of ["models", "models-us-east-1-replica", "models-eu-west-1-replica"]) {
            assert.ok(run.dependsOn(config, run.one("aws:s3/bucketVersioning:BucketVersioning", name)), name);
        }
        assert.ok(run.dependsOn(config, run.one("aws:iam/rolePolicy:RolePolicy", "models-replication")));
    });

    it("pays for the promise of 15 minutes in production only", async () => {
        const run = await simulateAws("dev", { settings: ["modelStore.replicaRegions=[us-east-1]"] });
        const [rule] = run.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig").inputs.rules as [
            { destination: object },
        ];
        assert.deepEqual(Object.keys(rule.destination).sort(), ["bucket", "encryptionConfiguration", "storageClass"]);
        assert.deepEqual(replicationAlarmsOf(run), []);
    });
});
