import assert from "node:assert/strict";
import { rdsAuthorities } from "../../../../components/aws/databases/authorities";
import { simulateAws } from "../../../support/aws/awsSide";

const postgres = "dataStores.postgres={ kind: managed }";

const redis = "dataStores.redis={ kind: managed }";

const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("data stores", () => {
    it("admit only the cluster's nodes, to one port", async () => {
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
            // They refer to the cluster: protected with the database, they would keep the cluster from being destroyed.
            assert.ok(rules.every(({ protect }) => !protect));
        }
        assert.deepEqual(run.one("aws:rds/instance:Instance").inputs.vpcSecurityGroupIds, [
            run.one("aws:ec2/securityGroup:SecurityGroup", "postgres-access").id,
        ]);
        assert.deepEqual(run.one("aws:elasticache/replicationGroup:ReplicationGroup").inputs.securityGroupIds, [
            run.one("aws:ec2/securityGroup:SecurityGroup", "redis-access").id,
        ]);
    });

    it("are reached where their subnets are, by the name of their secret", async () => {
        const { run } = await simulateAws("prod", { settings: [postgres, redis] });
        const cidrs = ["10.40.0.0/19", "10.40.64.0/19", "10.40.128.0/19"];
        const {
            host: databaseHost,
            authorities,
            managed,
            ...database
        } = run.outputs.postgres as Record<string, unknown>;
        assert.match(String(databaseHost), /^inference-platform-prod-postgres\..*\.us-west-2\.rds\.amazonaws\.com$/);
        assert.deepEqual(database, { port: 5432, secretName: "inference-platform/prod/postgres-application", cidrs });
        assert.equal((managed as { administrator: string }).administrator, "inference-platform/prod/postgres");
        assert.equal(authorities, rdsAuthorities("us-west-2"));
        const { host: cacheHost, ...cache } = run.outputs.redis as Record<string, unknown>;
        assert.match(String(cacheHost), /^master\.redis-/);
        assert.deepEqual(cache, { port: 6379, secretName: "inference-platform/prod/redis", cidrs });
    });

    it("are not created for a stack that names external ones", async () => {
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
