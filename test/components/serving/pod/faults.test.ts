import assert from "node:assert/strict";
import { itRejects } from "../../../support/serving/itRejects";
import { faultsOf, loadWorkloads } from "../../../support/serving/render";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const two = { v1: { weight: 80 }, v2: { weight: 20 } };

describe("pods that cannot work", () => {
    itRejects([
        [{ ...detector, gpus: 2 }, "gpus", 'needs an "accelerator": name the GPU model, or leave gpus out'],
        [
            { ...app, resources: { limits: { cpu: "500m" } } },
            "resources.limits.cpu",
            "is 500m for a request of 1: must be at least the request",
        ],
        [
            { ...app, resources: { limits: { memory: "16Gi" } } },
            "resources.limits.memory",
            "is 16Gi for a request of 4Gi: must be at most 2 times the request",
        ],
        [
            { ...detector, egress: [{ host: "db.example.com", port: 5432, protocol: "TCP" }] },
            "egress[0].cidrs",
            "is empty for port 5432: only port 443 may go to any address; list the host's networks",
        ],
        [
            { ...app, secrets: { DB: { dataStore: "postgres" } } },
            "secrets.DB.dataStore",
            `needs postgres among the workload's "dataStores", or pods cannot reach it`,
        ],
        [
            { ...app, dataStores: ["postgres"], secrets: { DB: { dataStore: "postgres", database: "orders" } } },
            "secrets.DB.database",
            'is "orders", and workloads can log in to the database "inference" of a managed PostgreSQL only: drop the key, or use a server of your own (kind: external)',
        ],
    ]);

    it("may not read the secrets of the server's own users, and may read others of such a name", () => {
        const reading = (secret: string) => ({ w: { ...app, secrets: { PASSWORD: { secret } } } });
        for (const secret of ["postgres", "postgres-mlflow"]) {
            assert.deepEqual(faultsOf(reading(secret)), [
                {
                    path: "workloads.w.secrets.PASSWORD.secret",
                    reason: `is "${secret}", which the stack keeps for the users of its own postgres: use { dataStore: postgres }, which is the workloads' login`,
                },
            ]);
        }
        loadWorkloads(reading("postgres-reports"));
        const external = { kind: "external", host: "db.example.com", secret: "postgres", cidrs: ["10.60.8.0/24"] };
        loadWorkloads(reading("postgres"), { dataStores: { postgres: external } });
    });

    it("need a digest of each image in production, unless the stack says otherwise", () => {
        const weighted = { strategy: "weighted", versions: { ...two, v2: { weight: 20, image: "example.com/app:2" } } };
        const production = { environment: "production" };
        const reason = (image: string) =>
            `is "${image}", a tag that its owner can move: add @sha256:…, or set "serving.imageDigests" to optional`;
        assert.deepEqual(faultsOf({ w: { ...app, traffic: weighted } }, production), [
            { path: "workloads.w.image", reason: reason("example.com/app:1.0.0") },
            { path: "workloads.w.traffic.versions.v2.image", reason: reason("example.com/app:2") },
        ]);
        loadWorkloads({ w: app }, { ...production, serving: { imageDigests: "optional" } });
        loadWorkloads({ w: { ...app, image: `${app.image}@sha256:${"0".repeat(64)}` } }, production);
        assert.equal(faultsOf({ w: app }, { serving: { imageDigests: "required" } }).length, 1);
    });
});
