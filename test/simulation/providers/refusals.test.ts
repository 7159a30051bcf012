import assert from "node:assert/strict";
import { createResource, simulatedAccount } from "../../../simulation/providers";
import { argumentFaults } from "../../../simulation/providers/refusals";
import { UNKNOWN } from "../../../simulation/wire";

/** Inputs that AWS takes, and one that it refuses with what it refuses about it. */
interface Example {
    readonly type: string;
    readonly taken: readonly object[];
    readonly refused: readonly (readonly [inputs: object, fault: RegExp])[];
}

const description =
    /^"description" is .*: must be at most 255 of a-z, A-Z, 0-9, space and \._-:\/\(\)#,@\[\]\+=&;\{\}!\$\* \(EC2 API/;
const policyOf = (characters: number) => JSON.stringify({ Statement: "x".repeat(characters - 16) }, null, 8);

const examples: readonly Example[] = [
    {
        type: "aws:ec2/securityGroup:SecurityGroup",
        taken: [{ name: "web", description: "Port 443 (TLS) from nodes" }],
        refused: [
            [{ description: "From the cluster's nodes" }, description],
            [{ description: "x".repeat(256) }, description],
            [{ name: "sg-web" }, /^"name" is "sg-web": must be a name that does not start with sg-/],
        ],
    },
    {
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        taken: [{ description: "TLS from nodes and pods" }],
        refused: [[{ description: "nodes' TLS" }, description]],
    },
    {
        type: "aws:iam/role:Role",
        taken: [{ name: "models-reader", description: "Reads models", maxSessionDuration: 3600 }],
        refused: [
            [{ name: "models reader" }, /^"name" is "models reader": must be 1 to 64 letters, digits and _\+=,\.@-/],
            [{ name: "r".repeat(65) }, /^"name" is/],
            [{ description: "models → pods" }, /^"description" is .*: must be at most 1000 printable Latin characters/],
            [{ maxSessionDuration: 60 }, /^"maxSessionDuration" is 60: must be 3600 to 43200/],
            [{ assumeRolePolicy: policyOf(2049) }, /has 2049 characters without white space: must have at most 2048/],
        ],
    },
    {
        type: "aws:iam/rolePolicy:RolePolicy",
        // White space does not count.
        taken: [{ policy: policyOf(10_240) }],
        refused: [
            [
                { policy: policyOf(10_241) },
                /^"policy" has 10241 characters without white space: must have at most 10240/,
            ],
        ],
    },
    {
        type: "aws:iam/policy:Policy",
        taken: [{ policy: policyOf(6144) }],
        refused: [[{ policy: policyOf(6145) }, /at most 6144/]],
    },
    {
        type: "aws:ecr/pullThroughCacheRule:PullThroughCacheRule",
        taken: [
            { ecrRepositoryPrefix: "prod/registry.k8s.io", upstreamRegistryUrl: "registry.k8s.io" },
            {
                ecrRepositoryPrefix: "prod/docker.io",
                upstreamRegistryUrl: "registry-1.docker.io",
                credentialArn: "arn:aws:secretsmanager:us-west-2:111122223333:secret:ecr-pullthroughcache/hub-a1b2c3",
            },
        ],
        refused: [
            [{ ecrRepositoryPrefix: "production-europe/registry.k8s.io" }, /^"ecrRepositoryPrefix" is/],
            [{ ecrRepositoryPrefix: "Prod/quay.io" }, /^"ecrRepositoryPrefix" is "Prod\/quay\.io": must be 2 to 30/],
            [{ upstreamRegistryUrl: "nvcr.io" }, /^"upstreamRegistryUrl" is "nvcr\.io": must be one of ghcr\.io/],
            [{ upstreamRegistryUrl: "ghcr.io" }, /^"upstreamRegistryUrl" is ghcr\.io, which needs "credentialArn"/],
            [
                { credentialArn: "arn:aws:secretsmanager:us-west-2:111122223333:secret:docker-hub-a1b2c3" },
                /^"credentialArn" is .*: must be the ARN of a secret whose name starts with ecr-pullthroughcache\//,
            ],
        ],
    },
    {
        type: "aws:s3/bucket:Bucket",
        taken: [{ bucket: "inference-prod-models-111122223333-us-west-2" }],
        refused: ["Models", "my..models", "192.168.1.1", "a"].map((bucket) => [{ bucket }, /^"bucket" is/] as const),
    },
    {
        type: "aws:kms/alias:Alias",
        taken: [{ name: "alias/inference-platform/prod/models" }],
        refused: ["alias/prod.eu/models", "models", "alias/aws/s3"].map((name) => [{ name }, /^"name" is/] as const),
    },
    {
        type: "aws:rds/instance:Instance",
        taken: [
            { skipFinalSnapshot: true, allocatedStorage: 100, maxAllocatedStorage: 500 },
            { finalSnapshotIdentifier: "inference-platform-prod-postgres-final" },
        ],
        refused: [
            [
                { finalSnapshotIdentifier: "prod_eu-final" },
                /^"finalSnapshotIdentifier" is "prod_eu-final": must be a letter/,
            ],
            [{ skipFinalSnapshot: true, identifier: "postgres-" }, /^"identifier" is "postgres-"/],
            [
                { skipFinalSnapshot: true, allocatedStorage: 100, maxAllocatedStorage: 105 },
                /^"maxAllocatedStorage" is 105: must be at least 10 % more than allocatedStorage, 110/,
            ],
        ],
    },
    {
        type: "aws:cloudwatch/logGroup:LogGroup",
        taken: [{ retentionInDays: 90 }, { retentionInDays: 0 }],
        refused: [[{ retentionInDays: 91 }, /^"retentionInDays" is 91: must be one of 0, 1, 3, 5, 7/]],
    },
    {
        type: "aws:cloudwatch/metricAlarm:MetricAlarm",
        taken: [
            {
                namespace: "AWS/S3",
                metricName: "OperationsFailedReplication",
                dimensions: { SourceBucket: "models" },
                statistic: "Sum",
                period: 300,
                evaluationPeriods: 288,
                comparisonOperator: "GreaterThanThreshold",
                treatMissingData: "notBreaching",
                alarmActions: ["arn:aws:sns:us-west-2:111122223333:on-call"],
                region: "us-west-2",
            },
            { period: 86_400, evaluationPeriods: 7 },
            { namespace: "Own", period: 10, evaluationPeriods: 3, datapointsToAlarm: 2 },
            {
                metricQueries: [
                    { id: "share", expression: "100 * part / all0", returnData: true },
                    { id: "part", metric: { metricName: "Failed", period: 60 } },
                    { id: "all0", metric: { metricName: "All", period: 60 } },
                ],
                evaluationPeriods: 15,
            },
        ],
        refused: [
            [{ period: 90 }, /^"period" is 90: must be 10, 20, 30 or a multiple of 60 seconds \(CloudWatch API/],
            [{ namespace: "AWS/RDS", period: 30 }, /^"period" is 30: must be 60 or more, since AWS\/RDS has no values/],
            [
                { period: 300, evaluationPeriods: 289 },
                /^"evaluationPeriods" is 289, with a period of 300 seconds 86700: must be at most 86400 seconds in all/,
            ],
            [
                { period: 86_400, evaluationPeriods: 8 },
                /^"evaluationPeriods" is 8, with .* 691200: must be at most 604800/,
            ],
            [{ period: 60, evaluationPeriods: 0 }, /^"evaluationPeriods" is 0: must be 1 or more/],
            [
                { metricQueries: [{ id: "m", metric: { period: 60 }, returnData: true }], evaluationPeriods: 1441 },
                /^"evaluationPeriods" is 1441, with a period of 60 seconds 86460/,
            ],
            [
                { evaluationPeriods: 2, datapointsToAlarm: 3 },
                /^"datapointsToAlarm" is 3: must be 1 to evaluationPeriods, 2/,
            ],
            [{ statistic: "p99" }, /^"statistic" is "p99": must be one of SampleCount, Average/],
            [{ comparisonOperator: ">" }, /^"comparisonOperator" is ">": must be one of/],
            [{ treatMissingData: "silent" }, /^"treatMissingData" is "silent": must be one of breaching, notBreaching/],
            [{ namespace: ":AWS" }, /^"namespace" is ":AWS": must be 1 to 255 characters, the first not a colon/],
            [{ dimensions: { QueueName: "" } }, /^"dimensions" have "" under "QueueName": must be 1 to 1024 ASCII/],
            [
                { dimensions: Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`d${i}`, "x"])) },
                /^"dimensions" are 31: must be at most 30/,
            ],
            [
                { alarmDescription: "x".repeat(1025) },
                /^"alarmDescription" is 1025 characters long: must be at most 1024/,
            ],
            [
                { metricName: "Failed", metricQueries: [{ id: "m", returnData: true }] },
                /^"metricQueries" are beside metricName: must be one of both/,
            ],
            [{ metricQueries: [{ id: "m" }] }, /^"metricQueries" return 0 results: must be one/],
            [
                { metricQueries: [{ id: "m", returnData: true }, { id: "m" }] },
                /^"metricQueries" have the ids m, m: must be different/,
            ],
            [
                { metricQueries: [{ id: "Share", returnData: true }] },
                /^"metricQueries\[\*\]\.id" is "Share": must be a/,
            ],
            [
                { alarmActions: ["arn:aws:sns:eu-west-1:111122223333:on-call"], region: "us-west-2" },
                /^"alarmActions" has "arn:aws:sns:eu-west-1.*: must be in the region of the alarm, us-west-2/,
            ],
            [
                { okActions: Array.from({ length: 6 }, (_, i) => `arn:aws:sns:us-west-2:111122223333:t${i}`) },
                /^"okActions" are 6: must be at most 5/,
            ],
        ],
    },
    {
        type: "aws:secretsmanager/secret:Secret",
        taken: [{ name: "inference-platform/prod/redis", recoveryWindowInDays: 0 }],
        refused: [
            [{ name: "prod redis" }, /^"name" is/],
            [{ recoveryWindowInDays: 3 }, /^"recoveryWindowInDays" is 3: must be 0 or 7 to 30/],
        ],
    },
    {
        type: "aws:eks/nodeGroup:NodeGroup",
        taken: [{ scalingConfig: { minSize: 0, maxSize: 4, desiredSize: 0 } }],
        refused: [
            [
                { scalingConfig: { minSize: 2, maxSize: 4, desiredSize: 1 } },
                /minimum capacity 2 cannot be greater than desired size 1/,
            ],
            [
                { scalingConfig: { minSize: 0, maxSize: 2, desiredSize: 3 } },
                /desired size 3 cannot be greater than maximum 2/,
            ],
            [{ labels: { team: "t".repeat(64) } }, /^"labels\.\*" is 64 characters long: must be at most 63/],
        ],
    },
    {
        type: "eks:index:Cluster",
        taken: [{ name: "inference-platform-prod", publicAccessCidrs: ["203.0.113.0/24"] }],
        refused: [
            [{ name: "inference-platform-prod.eu" }, /^"name" is/],
            [
                { publicAccessCidrs: ["10.0.0.0/8"] },
                /^"publicAccessCidrs\[\*\]" is "10\.0\.0\.0\/8": must be a public network/,
            ],
        ],
    },
];

describe("argumentFaults", () => {
    for (const { type, taken, refused } of examples) {
        it(`of ${type} are those of AWS`, () => {
            for (const inputs of taken) {
                assert.deepEqual(argumentFaults(type, { ...inputs }), [], JSON.stringify(inputs));
            }
            for (const [inputs, fault] of refused) {
                const faults = argumentFaults(type, { ...inputs });
                assert.equal(faults.length, 1, JSON.stringify([inputs, faults]));
                assert.match(faults[0]!, fault);
                assert.match(faults[0]!, /\(.+\)$/, "names its source");
            }
        });
    }

    it("hold for the tags of everything that has tags", () => {
        const type = "aws:kms/key:Key";
        assert.deepEqual(argumentFaults(type, { tags: { project: "inference", "a/b": "x@y" } }), []);
        const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`key-${i}`, ""]));
        for (const tags of [{ "aws:stack": "x" }, { team: "a;b" }, { team: "x".repeat(257) }, many]) {
            assert.equal(argumentFaults(type, { tags }).length, 1, JSON.stringify(tags));
        }
    });

    it("do not judge a value that is not known yet", () => {
        assert.deepEqual(argumentFaults("aws:s3/bucket:Bucket", { bucket: UNKNOWN }), []);
        assert.deepEqual(argumentFaults("aws:iam/rolePolicy:RolePolicy", { policy: `x${UNKNOWN}`.repeat(1000) }), []);
    });

    it("do not repeat a password", () => {
        const faults = argumentFaults("aws:elasticache/replicationGroup:ReplicationGroup", { authToken: "short@word" });
        assert.equal(faults.length, 1);
        assert.doesNotMatch(faults[0]!, /short/);
    });
});

describe("createResource", () => {
    it("fails where the real update would, and names the resource", () => {
        const type = "aws:ec2/securityGroup:SecurityGroup";
        const inputs = { description: "the cluster's nodes" };
        assert.throws(() => createResource({ type, name: "web", seed: "urn", inputs, account: simulatedAccount() }), {
            name: "RefusedArguments",
            message: /^aws:ec2\/securityGroup:SecurityGroup "web" would be refused:\n {2}- "description" is/,
        });
    });
});
