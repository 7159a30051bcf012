import assert from "node:assert/strict";
import { buildAddOns } from "../../../support/addons";
import { type Simulated } from "../../../support/simulate";

const topics = { dataStores: { postgres: { kind: "managed" } }, addons: { mlflow: { enabled: true } } };

/** Address of MLflow's database, further keys of its Secret, and volumes of its pods. */
function databaseOf(run: Simulated) {
    const secret = run.object("ExternalSecret", "mlflow-database").inputs as {
        spec: { target: { template: { data: Record<string, string> } } };
    };
    const deployment = run.object("Deployment", "mlflow").inputs as {
        spec: { template: { spec: { volumes: { name: string }[]; containers: { volumeMounts: object[] }[] } } };
    };
    const { volumes, containers } = deployment.spec.template.spec;
    return { data: secret.spec.target.template.data, volumes, mounts: containers[0]?.volumeMounts };
}

describe("MLflow's database", () => {
    it("is verified by the certificates of its authorities where the platform knows them", async () => {
        const { run } = await buildAddOns(topics, { authorities: "certificates" });
        const { data, volumes, mounts } = databaseOf(run);
        assert.match(
            data.uri ?? "",
            /@db\.example\.com:5432\/mlflow\?sslmode=verify-full&sslrootcert=\/etc\/postgresql-authorities\/ca\.pem$/,
        );
        assert.equal(data["ca.pem"], "certificates");
        assert.deepEqual(volumes[1], {
            name: "postgresql-authorities",
            secret: { secretName: "mlflow-database", items: [{ key: "ca.pem", path: "ca.pem" }] },
        });
        assert.deepEqual(mounts?.[1], {
            name: "postgresql-authorities",
            mountPath: "/etc/postgresql-authorities",
            readOnly: true,
        });
    });

    it("is its own, with its own user, where the stack runs PostgreSQL, else the external one's", async () => {
        const sourceOf = async (dataStores: object) => {
            const { run } = await buildAddOns({ ...topics, dataStores });
            const secret = run.object("ExternalSecret", "mlflow-database").inputs as {
                spec: { data: { remoteRef: { key: string } }[]; target: { template: { data: { uri: string } } } };
            };
            const { data, target } = secret.spec;
            return [data[0]?.remoteRef.key, /5432\/(\w+)\?/.exec(target.template.data.uri)?.[1]];
        };
        assert.deepEqual(await sourceOf(topics.dataStores), ["postgres-mlflow", "mlflow"]);
        const external = { kind: "external", host: "db.example.com", secret: "db", cidrs: ["10.9.0.0/24"] };
        assert.deepEqual(await sourceOf({ postgres: external }), ["postgres-application", "inference"]);
    });

    it("is reached over TLS all the same where it does not", async () => {
        const { data, volumes, mounts } = databaseOf((await buildAddOns(topics)).run);
        assert.match(data.uri ?? "", /\?sslmode=require$/);
        assert.deepEqual(Object.keys(data), ["uri"]);
        assert.deepEqual([volumes.length, mounts?.length], [1, 1]);
    });
});
