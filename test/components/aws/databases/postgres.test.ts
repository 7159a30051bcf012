import assert from "node:assert/strict";
import { secretNameOf } from "../../../../components/aws/databases/postgres";
import { simulateAws } from "../../../support/aws/awsSide";
import { brief, statementsOf } from "../../../support/aws/iam";

const postgres = "dataStores.postgres={ kind: managed }";

const redis = "dataStores.redis={ kind: managed }";

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
