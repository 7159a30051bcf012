import assert from "node:assert/strict";
import { accountsSql } from "../../../../components/addons/databaseAccounts/sql";
import { sha256 } from "../../../../components/kubernetes/names";
import { buildAddOns } from "../../../support/addons";

const topics = { dataStores: { postgres: { kind: "managed" } }, addons: { mlflow: { enabled: true } } };
const external = { kind: "external", host: "db.example.com", secret: "db", cidrs: ["10.9.0.0/24"] };

interface JobInputs {
    readonly spec: {
        readonly template: {
            readonly spec: {
                readonly containers: readonly [
                    {
                        readonly command: readonly string[];
                        readonly env: readonly { readonly name: string; readonly value: string }[];
                        readonly envFrom: readonly object[];
                    },
                ];
            };
        };
    };
}

async function accountsOf(database: object = {}) {
    const { run } = await buildAddOns(topics, database);
    const inNamespace = (kind: string) =>
        run.resources.filter(({ type, inputs }) => {
            const { namespace } = (inputs.metadata ?? {}) as { namespace?: string };
            return namespace === "databases" && type.endsWith(`:${kind}`);
        });
    const only = (kind: string) => {
        const [found, ...others] = inNamespace(kind);
        assert.ok(found !== undefined && others.length === 0, `${kind}: ${others.length}`);
        return found;
    };
    return {
        run,
        job: only("Job"),
        values: only("ExternalSecret"),
        script: only("ConfigMap"),
        guard: only("NetworkPolicy"),
    };
}

const metadataOf = (inputs: unknown) => (inputs as { metadata: { name: string } }).metadata.name;

describe("accounts in PostgreSQL", () => {
    it("are created by a Job whose script, Secret and name follow the version of the passwords", async () => {
        const { job, values, script } = await accountsOf({ authorities: "certificates" });
        const name = metadataOf(job.inputs);
        assert.match(name, /^accounts-[0-9a-f]{8}$/);
        assert.deepEqual([metadataOf(values.inputs), metadataOf(script.inputs)], [name, name]);
        const login = (role: string) => ({ login: `${role}_v2`, previousLogin: `${role}_v1` });
        assert.deepEqual((script.inputs as { data: unknown }).data, {
            "accounts.sql": accountsSql({ application: login("application"), mlflow: login("mlflow") }),
            "ca.pem": "certificates",
        });
        const { data } = (values.inputs as { spec: { data: { secretKey: string; remoteRef: object }[] } }).spec;
        assert.deepEqual(Object.fromEntries(data.map(({ secretKey, remoteRef }) => [secretKey, remoteRef])), {
            PGUSER: { key: "postgres", property: "username" },
            PGPASSWORD: { key: "postgres", property: "password" },
            APPLICATION_PASSWORD: { key: "postgres-application", property: "password" },
            MLFLOW_PASSWORD: { key: "postgres-mlflow", property: "password" },
        });
        const older = await accountsOf({
            managed: {
                administrator: "postgres",
                accounts: { application: { login: "application_v1" }, mlflow: { login: "mlflow_v1" } },
                ready: [],
            },
        });
        assert.notEqual(metadataOf(older.job.inputs), name);
    });

    it("do not fail because a node is drained, and let the Job of a stack from before give way to one that can", async () => {
        const { job } = await accountsOf();
        const { podFailurePolicy } = (job.inputs as unknown as { spec: { podFailurePolicy: object } }).spec;
        assert.deepEqual(podFailurePolicy, {
            rules: [{ action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] }],
        });
        // The API server refuses another policy for a Job that is there: the name without one was the script's hash.
        const login = (role: string) => ({ login: `${role}_v2`, previousLogin: `${role}_v1` });
        const sql = accountsSql({ application: login("application"), mlflow: login("mlflow") });
        assert.notEqual(metadataOf(job.inputs), `accounts-${sha256(sql).slice(0, 8)}`);
    });

    it("connect to a server that is verified where its authorities are known", async () => {
        const variables = async (database: object) => {
            const { job } = await accountsOf(database);
            const [{ env, envFrom, command }] = (job.inputs as unknown as JobInputs).spec.template.spec.containers;
            assert.deepEqual(envFrom, [{ secretRef: { name: metadataOf(job.inputs) } }]);
            assert.deepEqual(command, ["psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--file=/scripts/accounts.sql"]);
            return Object.fromEntries(env.map(({ name, value }) => [name, value]));
        };
        const address = { PGHOST: "db.example.com", PGPORT: "5432", PGDATABASE: "postgres", PGCONNECT_TIMEOUT: "10" };
        assert.deepEqual(await variables({ authorities: "certificates" }), {
            ...address,
            PGSSLMODE: "verify-full",
            PGSSLROOTCERT: "/scripts/ca.pem",
        });
        assert.deepEqual(await variables({}), { ...address, PGSSLMODE: "require" });
    });

    it("are the only ones whose pod gets the administrator's password, and it reaches the database alone", async () => {
        const { run, guard } = await accountsOf();
        const readers = run.resources.filter(
            ({ type, inputs }) =>
                type.endsWith(":ExternalSecret") && JSON.stringify(inputs).includes('"key":"postgres"'),
        );
        assert.equal(readers.length, 1);
        const { egress, policyTypes } = (
            guard.inputs as { spec: { egress: { ports: object[] }[]; policyTypes: string[] } }
        ).spec;
        assert.deepEqual(policyTypes, ["Ingress", "Egress"]);
        assert.deepEqual(egress[1], {
            to: [{ ipBlock: { cidr: "10.40.0.0/19" } }],
            ports: [{ protocol: "TCP", port: 5432 }],
        });
        assert.equal(egress.length, 2);
    });

    it("are there before MLflow logs in", async () => {
        const { run, job } = await accountsOf();
        assert.ok(run.dependsOn(run.object("ExternalSecret", "mlflow-database"), job));
    });

    it("are left to whoever runs an external server", async () => {
        const { run, inCluster } = await buildAddOns({ ...topics, dataStores: { postgres: external } });
        assert.equal(inCluster.databases, undefined);
        assert.deepEqual(
            run.resources.filter(({ name }) => name.startsWith("database")),
            [],
        );
    });
});
