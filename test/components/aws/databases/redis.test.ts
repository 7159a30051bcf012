import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

const postgres = "dataStores.postgres={ kind: managed }";

const redis = "dataStores.redis={ kind: managed }";

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
