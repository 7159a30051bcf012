import assert from "node:assert/strict";
import { render, server, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } } };

describe("secrets of a workload", () => {
    it("reach its pods by name, from the stack's part of the store", async () => {
        const secrets = { API_KEY: { secret: "service", property: "key" } };
        const run = await render({ w: { ...app, secrets } });
        const { data, target } = spec(run, "ExternalSecret", "w-secrets");
        assert.deepEqual(
            (data as { remoteRef: object }[]).map(({ remoteRef }) => remoteRef),
            [{ key: "inference-platform/test/service", property: "key" }],
        );
        assert.deepEqual(target.template.data, { API_KEY: "{{ .API_KEY }}" });
        const env = server(run, "Deployment", "w").env as { name: string; valueFrom?: object }[];
        assert.deepEqual(env.find(({ name }) => name === "API_KEY")?.valueFrom, {
            secretKeyRef: { name: "w-secrets", key: "API_KEY" },
        });
    });

    it("make the address of a data store, encrypted, with credentials that never pass through the program", async () => {
        const secrets = {
            DATABASE_URL: { dataStore: "postgres", database: "inference" },
            CACHE_URL: { dataStore: "redis" },
        };
        const run = await render({ w: { ...app, dataStores: ["postgres", "redis"], secrets } });
        const { data } = spec(run, "ExternalSecret", "w-secrets").target.template;
        assert.equal(
            data.DATABASE_URL,
            "postgresql://{{ .DATABASE_URL_username | urlquery }}:{{ .DATABASE_URL_password | urlquery }}@store.internal:5432/inference?sslmode=verify-full&sslrootcert=/etc/postgresql-authorities/ca.pem",
        );
        assert.equal(data.CACHE_URL, "rediss://:{{ .CACHE_URL_password | urlquery }}@store.internal:6379/0");
    });

    it("wait for the user of the database, where they hold its password", async () => {
        const waits = async (dataStore: string) => {
            const run = await render({ w: { ...app, dataStores: [dataStore], secrets: { URL: { dataStore } } } });
            const accounts = run.one("random:index/randomPassword:RandomPassword", "database-accounts");
            return run.dependsOn(run.object("ExternalSecret", "w-secrets"), accounts);
        };
        assert.deepEqual([await waits("postgres"), await waits("redis")], [true, false]);
    });
});
