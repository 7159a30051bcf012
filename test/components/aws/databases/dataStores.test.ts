import assert from "node:assert/strict";
import { secretNameOf } from "../../../../components/aws/databases/postgres";
import { simulateAws } from "../../../support/aws/awsSide";
import { brief, statementsOf } from "../../../support/aws/iam";

const postgres = "dataStores.postgres={ kind: managed }";
const redis = "dataStores.redis={ kind: managed }";
const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("PostgreSQL", () => {
    it("is encrypted, private, in two zones and hard to delete in production", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const { inputs, protect } = run.one("aws:rds/instance:Instance");
        const expected = {
            engine: "postgres",
            engineVersion: "17",
            instanceClass: "db.m7g.large",
            allocatedStorage: 100,
            maxAllocatedStorage: 500,
            storageType: "gp3",
            storageEncrypted: true,
            kmsKeyId: run.one("aws:kms/key:Key", "postgres-data").outputs.arn,
            publiclyAccessible: false,
            multiAz: true,
            deletionProtection: true,
            manageMasterUserPassword: true,
            backupRetentionPeriod: 14,
            copyTagsToSnapshot: true,
            autoMinorVersionUpgrade: true,
            finalSnapshotIdentifier: "inference-platform-prod-postgres-final",
        };
        for (const [key, value] of Object.entries(expected)) {
            assert.deepEqual(inputs[key], value, key);
        }
        // RDS makes the password: the program never has it.
        assert.equal("password" in inputs, false);
        assert.equal("skipFinalSnapshot" in inputs, false);
        assert.equal(protect, true);
        assert.deepEqual(run.one("aws:rds/parameterGroup:ParameterGroup").inputs.parameters, [
            { name: "rds.force_ssl", value: "1" },
        ]);
        assert.deepEqual(
            run.one("aws:rds/subnetGroup:SubnetGroup").inputs.subnetIds,
            run.one("awsx:ec2:Vpc").outputs.privateSubnetIds,
        );
    });

    it("is small and disposable in development", async () => {
        const run = await simulateAws("dev", { settings: [postgres, redis] });
        const { inputs, protect } = run.one("aws:rds/instance:Instance");
        assert.deepEqual(
            [inputs.multiAz, inputs.deletionProtection, inputs.skipFinalSnapshot, protect],
            [false, false, true, false],
        );
        assert.equal(inputs.storageEncrypted, true);
    });

    it("has a secret that external-secrets may read, though AWS chose its name", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const [{ secretArn }] = run.one("aws:rds/instance:Instance").outputs.masterUserSecrets as [
            { secretArn: string },
        ];
        const grants = run
            .all("aws:iam/rolePolicy:RolePolicy", ({ name }) => name === "external-secrets")
            .flatMap((policy) => statementsOf(policy).map(brief));
        assert.equal(grants.length, 1);
        assert.ok(grants[0]?.endsWith(` ${secretArn}`), grants[0]);
    });

    it("is known to pods by its secret's name", () => {
        assert.equal(
            secretNameOf("arn:aws:secretsmanager:us-west-2:111122223333:secret:rds!db-0f-1a-AbCd12"),
            "rds!db-0f-1a",
        );
    });
});

describe("Redis", () => {
    it("speaks TLS with a password, and stands in two zones in production", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const { inputs, secretInputs } = run.one("aws:elasticache/replicationGroup:ReplicationGroup");
        const expected = {
            engine: "valkey",
            numCacheClusters: 2,
            automaticFailoverEnabled: true,
            multiAzEnabled: true,
            atRestEncryptionEnabled: true,
            kmsKeyId: run.one("aws:kms/key:Key", "redis-data").outputs.arn,
            transitEncryptionEnabled: true,
            transitEncryptionMode: "required",
        };
        for (const [key, value] of Object.entries(expected)) {
            assert.deepEqual(inputs[key], value, key);
        }
        assert.deepEqual(secretInputs, [["authToken"]]);
        const dev = await simulateAws("dev", { settings: [postgres, redis] });
        const small = dev.one("aws:elasticache/replicationGroup:ReplicationGroup").inputs;
        assert.deepEqual(
            [small.numCacheClusters, small.automaticFailoverEnabled, small.multiAzEnabled],
            [1, false, false],
        );
    });

    it("keeps its password in the stack's part of Secrets Manager, secret all the way", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const secret = run.one("aws:secretsmanager/secret:Secret", "redis");
        assert.equal(secret.inputs.name, "inference-platform/prod/redis");
        assert.equal(secret.inputs.recoveryWindowInDays, 7);
        const version = run.one("aws:secretsmanager/secretVersion:SecretVersion", "redis");
        assert.deepEqual(version.secretInputs, [["secretString"]]);
        const { result } = run.one("random:index/randomPassword:RandomPassword", "redis").outputs;
        assert.deepEqual(JSON.parse(String(version.inputs.secretString)), { password: result });
        assert.equal(String(result).length, 64);
        // ElastiCache refuses most special characters in a token.
        assert.equal(run.one("random:index/randomPassword:RandomPassword", "redis").inputs.special, false);
        const dev = await simulateAws("dev", { settings: [postgres, redis] });
        assert.equal(dev.one("aws:secretsmanager/secret:Secret", "redis").inputs.recoveryWindowInDays, 0);
    });
});

describe("data stores", () => {
    it("admit the cluster's nodes to one port, and nobody else", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const nodes = run.one("eks:index:Cluster").outputs.clusterSecurityGroupId;
        for (const [name, port] of [
            ["postgres", 5432],
            ["redis", 6379],
        ] as const) {
            const group = run.one("aws:ec2/securityGroup:SecurityGroup", `${name}-access`);
            for (const rules of ["ingress", "egress"]) {
                assert.equal(rules in group.inputs, false);
            }
            const rules = run.all(ingressRule, ({ inputs }) => inputs.securityGroupId === group.id);
            assert.deepEqual(
                rules.map(({ inputs }) => [
                    inputs.referencedSecurityGroupId,
                    inputs.ipProtocol,
                    inputs.fromPort,
                    inputs.toPort,
                ]),
                [[nodes, "tcp", port, port]],
            );
            assert.ok(rules.every(({ inputs }) => !("cidrIpv4" in inputs)));
        }
        assert.deepEqual(run.one("aws:rds/instance:Instance").inputs.vpcSecurityGroupIds, [
            run.one("aws:ec2/securityGroup:SecurityGroup", "postgres-access").id,
        ]);
        assert.deepEqual(run.one("aws:elasticache/replicationGroup:ReplicationGroup").inputs.securityGroupIds, [
            run.one("aws:ec2/securityGroup:SecurityGroup", "redis-access").id,
        ]);
    });

    it("are reached where their subnets are, by the name of their secret", async () => {
        const { run, ...stack } = await simulateAws("prod", { settings: [postgres, redis] });
        const [{ secretArn }] = stack.resources.find(({ type }) => type === "aws:rds/instance:Instance")!.outputs
            .masterUserSecrets as [{ secretArn: string }];
        const cidrs = ["10.40.0.0/19", "10.40.64.0/19", "10.40.128.0/19"];
        const { host: databaseHost, ...database } = run.outputs.postgres as Record<string, unknown>;
        assert.match(String(databaseHost), /^postgres-.*\.us-west-2\.rds\.amazonaws\.com$/);
        assert.deepEqual(database, { port: 5432, secretName: secretNameOf(secretArn), cidrs });
        const { host: cacheHost, ...cache } = run.outputs.redis as Record<string, unknown>;
        assert.match(String(cacheHost), /^master\.redis-/);
        assert.deepEqual(cache, { port: 6379, secretName: "inference-platform/prod/redis", cidrs });
    });

    it("are not made for a stack that names somebody else's", async () => {
        const external = "{ kind: external, host: db.example.com, secret: db, cidrs: [10.9.0.0/24] }";
        const run = await simulateAws("dev", {
            settings: [`dataStores.postgres=${external}`, `dataStores.redis=${external}`],
        });
        const made = run.resources.filter(({ type }) => /^aws:(rds|elasticache)/.test(type));
        assert.deepEqual(made, []);
        const endpoint = { host: "db.example.com", secretName: "inference-platform/dev/db", cidrs: ["10.9.0.0/24"] };
        assert.deepEqual(run.run.outputs.postgres, { ...endpoint, port: 5432 });
        assert.deepEqual(run.run.outputs.redis, { ...endpoint, port: 6379 });
        const moved = await simulateAws("dev", {
            settings: [`dataStores.redis=${external}`, "dataStores.redis.port=7000"],
        });
        assert.deepEqual(moved.run.outputs.redis, { ...endpoint, port: 7000 });
    });
});
