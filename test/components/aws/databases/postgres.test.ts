import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

const postgres = "dataStores.postgres={ kind: managed }";
const redis = "dataStores.redis={ kind: managed }";

describe("PostgreSQL", () => {
    it("is encrypted, private, in two zones and hard to delete in production", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const { inputs, protect, secretInputs } = run.one("aws:rds/instance:Instance");
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
            identifier: "inference-platform-prod-postgres",
            backupRetentionPeriod: 14,
            copyTagsToSnapshot: true,
            autoMinorVersionUpgrade: true,
            finalSnapshotIdentifier: "inference-platform-prod-postgres-final",
        };
        for (const [key, value] of Object.entries(expected)) {
            assert.deepEqual(inputs[key], value, key);
        }
        assert.deepEqual(secretInputs, [["password"]]);
        // A password that RDS managed would be rotated every week, under pods that read it when they started.
        assert.equal("manageMasterUserPassword" in inputs, false);
        assert.equal("allowMajorVersionUpgrade" in inputs, false);
        assert.equal("applyImmediately" in inputs, false);
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

    it("has users of its own for workloads and MLflow, each with a secret", async () => {
        const run = await simulateAws("prod", { settings: [`${postgres.slice(0, -2)}, passwordVersion: 3 }`] });
        const valueOf = (name: string) =>
            JSON.parse(
                String(run.one("aws:secretsmanager/secretVersion:SecretVersion", name).inputs.secretString),
            ) as Record<string, string>;
        const values = ["postgres", "postgres-application", "postgres-mlflow"].map(valueOf);
        assert.deepEqual(
            values.map(({ username }) => username),
            ["inference", "application_v3", "mlflow_v3"],
        );
        assert.equal(new Set(values.map(({ password }) => password)).size, 3);
        const { accounts } = (run.run.outputs.postgres as { managed: { accounts: Record<string, object> } }).managed;
        const mlflow = accounts.mlflow as Record<string, unknown>;
        assert.deepEqual(
            [mlflow.secretName, mlflow.login, mlflow.previousLogin],
            ["inference-platform/prod/postgres-mlflow", "mlflow_v3", "mlflow_v2"],
        );
        // MLflow can be switched off although the database is protected.
        assert.equal(run.one("aws:secretsmanager/secret:Secret", "postgres-mlflow").protect, false);
        const without = await simulateAws("prod", { settings: [postgres, "addons.mlflow.enabled=false"] });
        assert.deepEqual(
            without
                .all("aws:secretsmanager/secret:Secret", ({ name }) => name.startsWith("postgres"))
                .map(({ name }) => name),
            ["postgres", "postgres-application"],
        );
    });

    it("has an administrator with a password in the stack's part of Secrets Manager, new only when the stack file says so", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        assert.equal(
            run.one("aws:secretsmanager/secret:Secret", "postgres").inputs.name,
            "inference-platform/prod/postgres",
        );
        const version = run.one("aws:secretsmanager/secretVersion:SecretVersion", "postgres");
        const password = run.one("random:index/randomPassword:RandomPassword", "postgres");
        assert.deepEqual(version.secretInputs, [["secretString"]]);
        assert.deepEqual(JSON.parse(String(version.inputs.secretString)), {
            username: "inference",
            password: password.outputs.result,
        });
        assert.deepEqual(password.inputs.keepers, { version: "1" });
        const next = await simulateAws("prod", { settings: [`${postgres.slice(0, -2)}, passwordVersion: 2 }`] });
        const rotated = next.one("random:index/randomPassword:RandomPassword", "postgres");
        assert.deepEqual(rotated.inputs.keepers, { version: "2" });
    });

    it("can be rotated in production: what a new version replaces is not protected, the secret itself is", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        assert.equal(run.one("random:index/randomPassword:RandomPassword", "postgres").protect, false);
        assert.equal(run.one("aws:secretsmanager/secretVersion:SecretVersion", "postgres").protect, false);
        assert.equal(run.one("aws:secretsmanager/secret:Secret", "postgres").protect, true);
    });

    it("keeps its logs for 30 days, in groups that go with it", async () => {
        const run = await simulateAws("prod", { settings: [postgres, redis] });
        const instance = run.one("aws:rds/instance:Instance");
        for (const log of instance.inputs.enabledCloudwatchLogsExports as string[]) {
            const group = run.one("aws:cloudwatch/logGroup:LogGroup", `postgres-${log}`);
            assert.equal(group.inputs.name, `/aws/rds/instance/inference-platform-prod-postgres/${log}`);
            assert.equal(group.inputs.retentionInDays, 30);
            assert.equal(group.protect, false);
            // Before RDS makes the group itself.
            assert.ok(run.dependsOn(instance, group));
        }
    });

    it("moves to another major version in the one update that asks for it", async () => {
        const settings = [`${postgres.slice(0, -2)}, version: "17", majorUpgrade: true }`];
        const { inputs } = (await simulateAws("prod", { settings })).one("aws:rds/instance:Instance");
        assert.deepEqual([inputs.allowMajorVersionUpgrade, inputs.applyImmediately], [true, true]);
    });

    it("can be opened for a teardown, and then leaves its last snapshot", async () => {
        const settings = [`${postgres.slice(0, -2)}, deletionProtection: false }`];
        const { inputs, protect } = (await simulateAws("prod", { settings })).one("aws:rds/instance:Instance");
        assert.deepEqual([inputs.deletionProtection, protect], [false, false]);
        assert.equal(inputs.finalSnapshotIdentifier, "inference-platform-prod-postgres-final");
    });
});
