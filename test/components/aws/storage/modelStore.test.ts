import assert from "node:assert/strict";
import { type RecordedResource } from "../../../../simulation/recorded";
import { simulateStack, type Simulated } from "../../../support/simulate";
import { simulateAws } from "../../../support/aws/awsSide";
import { brief, statementsOf } from "../../../support/aws/iam";

const account = "111122223333";
const source = `inference-prod-models-${account}-us-west-2`;
const replicaOf = (region: string) => `inference-prod-models-${account}-${region}`;

function withReplicas(...regions: readonly string[]): Promise<Simulated> {
    return simulateAws("prod", { settings: [`modelStore.replicaRegions=${JSON.stringify(regions)}`] });
}

function keyIn(run: Simulated, region: string): unknown {
    const name = region === "us-west-2" ? "storage-objects" : `models-${region}-objects`;
    return run.one("aws:kms/key:Key", name).outputs.arn;
}

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
        `s3:GetReplicationConfiguration s3:ListBucket | arn:aws:s3:::${source}`,
        "s3:GetObjectVersionForReplication s3:GetObjectVersionAcl s3:GetObjectVersionTagging | " +
            `arn:aws:s3:::${source}/*`,
        `kms:Decrypt | ${String(keyIn(run, "us-west-2"))} | ${through("us-west-2", source)}`,
        ...regions.flatMap((region) => [
            `s3:ReplicateObject s3:ReplicateTags | arn:aws:s3:::${replicaOf(region)}/*`,
            `kms:Encrypt kms:Decrypt kms:GenerateDataKey | ${String(keyIn(run, region))} | ` +
                through(region, replicaOf(region)),
        ]),
    ];
}

describe("the model store", () => {
    for (const regions of [["eu-west-1"], ["us-east-1", "eu-west-1"], ["us-east-1", "eu-west-1", "ap-southeast-2"]]) {
        it(`replicates to ${regions.join(" and ")} with one configuration and an exact role`, async () => {
            const run = await withReplicas(...regions);
            const config = run.one("aws:s3/bucketReplicationConfig:BucketReplicationConfig");
            const role = run.one("aws:iam/role:Role", "models-replication");
            assert.equal(config.inputs.bucket, source);
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

        it(`keeps everything of a replica in its region: ${regions.join(", ")}`, async () => {
            const run = await withReplicas(...regions);
            for (const region of regions) {
                const settings = regionBound(run, region);
                // The key and its alias; the access logs' bucket with six settings; the replica with seven.
                assert.equal(settings.length, 2 + 7 + 8);
                for (const { inputs, type } of settings) {
                    assert.equal(inputs.region, region, type);
                }
                assert.match(String(keyIn(run, region)), new RegExp(`^arn:aws:kms:${region}:`));
            }
        });

        it(`raises alarms where S3 counts: ${regions.join(", ")}`, async () => {
            const run = await withReplicas(...regions);
            const alarms = run
                .all("aws:cloudwatch/metricAlarm:MetricAlarm")
                .map(({ inputs }) => [inputs.region, inputs.metricName, inputs.dimensions, inputs.threshold]);
            const dimensions = (region: string) => ({
                SourceBucket: source,
                DestinationBucket: replicaOf(region),
                RuleId: `to-${region}`,
            });
            const expected = regions.flatMap((region) => [
                ["us-west-2", "OperationsFailedReplication", dimensions(region), 0],
                [region, "ReplicationLatency", dimensions(region), 900],
            ]);
            // Alarms register when their topics are known, in no order of ours.
            const at = ([region, metric, dimensions]: readonly unknown[]) =>
                `${String(region)} ${String(metric)} ${(dimensions as { RuleId: string }).RuleId}`;
            const sorted = (each: readonly (readonly unknown[])[]) =>
                [...each].sort((x, y) => (at(x) < at(y) ? -1 : 1));
            assert.deepEqual(sorted(alarms), sorted(expected));
        });
    }

    it("counts one failure as one too many, and three late periods in a row as late", async () => {
        const run = await withReplicas("eu-west-1");
        const settings = (name: string) => {
            const { statistic, period, evaluationPeriods, comparisonOperator, treatMissingData } = run.one(
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                name,
            ).inputs;
            return [statistic, period, evaluationPeriods, comparisonOperator, treatMissingData];
        };
        const rest = ["GreaterThanThreshold", "notBreaching"];
        assert.deepEqual(settings("models-replication-failed-eu-west-1"), ["Sum", 300, 1, ...rest]);
        assert.deepEqual(settings("models-replication-late-eu-west-1"), ["Maximum", 300, 3, ...rest]);
    });

    it("marks the bucket that must keep its replicas, and neither the replicas nor a bucket without", async () => {
        const marked = async (...regions: string[]) =>
            (await withReplicas(...regions))
                .all("aws:s3/bucket:Bucket", ({ inputs }) => {
                    return (inputs.tags as Record<string, string>)["inference-platform/replicated"] === "true";
                })
                .map(({ outputs }) => outputs.bucket);
        assert.deepEqual(await marked("eu-west-1"), [source]);
        assert.deepEqual(await marked(), []);
    });

    it("replicates nowhere without regions", async () => {
        const run = await withReplicas();
        assert.equal(run.all("aws:s3/bucket:Bucket", ({ outputs }) => outputs.bucket === source).length, 1);
        assert.deepEqual(run.all("aws:s3/bucketReplicationConfig:BucketReplicationConfig"), []);
        assert.deepEqual(
            run.all("aws:iam/role:Role", ({ name }) => name === "models-replication"),
            [],
        );
        assert.deepEqual(run.all("aws:cloudwatch/metricAlarm:MetricAlarm"), []);
        assert.deepEqual(
            run.all("aws:kms/key:Key", ({ name }) => /^models-/.test(name)),
            [],
        );
    });

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
        assert.deepEqual(run.all("aws:cloudwatch/metricAlarm:MetricAlarm"), []);
    });

    it("notifies the topic of each alarm's own region", async () => {
        const topic = (region: string) => `arn:aws:sns:${region}:${account}:oncall`;
        const topics = { "us-west-2": topic("us-west-2"), "eu-west-1": topic("eu-west-1") };
        const run = await simulateAws("prod", { settings: [`modelStore.alarmTopics=${JSON.stringify(topics)}`] });
        for (const { inputs } of run.all("aws:cloudwatch/metricAlarm:MetricAlarm")) {
            const expected = inputs.region === "us-east-1" ? undefined : [topic(String(inputs.region))];
            assert.deepEqual([inputs.alarmActions, inputs.okActions], [expected, expected]);
        }
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

/** Everything that is made for a replica and takes a region. */
function regionBound(run: Simulated, region: string): readonly RecordedResource[] {
    return run.resources.filter(
        ({ name, type, custom }) => custom && name.includes(region) && /^aws:(s3|kms)\//.test(type),
    );
}
