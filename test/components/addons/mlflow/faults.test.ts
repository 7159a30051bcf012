import assert from "node:assert/strict";
import { addonFaults } from "../../../../components/addons/faults";
import { exposedMlflow as expose, ingress } from "../../../support/addons";
import { fakeConfig } from "../../../support/fakePlatform";

const dataStores = { postgres: { kind: "managed" } };

const faults = (given: Readonly<Record<string, unknown>>) =>
    addonFaults(fakeConfig({ dataStores, ...given }), []).map(({ path, reason }) => `"${path}" ${reason}`);

describe("MLflow in a stack file", () => {
    it("is refused without a database", () => {
        assert.deepEqual(faults({ dataStores: {}, addons: { mlflow: { enabled: true } } }), [
            '"addons.mlflow" needs a database, and dataStores.postgres is missing: add { kind: managed } or name an external one',
        ]);
    });

    it("is not exposed without MLflow, without a gateway, under the platform's name or outside its zone", () => {
        assert.deepEqual(faults({ ingress, addons: { mlflow: { expose } } }), [
            '"addons.mlflow.expose" exposes nothing while addons.mlflow.enabled is false: switch MLflow on or drop it',
        ]);
        assert.deepEqual(faults({ addons: { mlflow: { enabled: true, expose } } }), [
            '"addons.mlflow.expose" needs the gateway, and ingress is missing: add the topic ingress or drop it',
        ]);
        const named = (hostname: string) =>
            faults({ ingress, addons: { mlflow: { enabled: true, expose: { ...expose, hostname } } } });
        assert.deepEqual(named("ai-api.example.com"), [
            '"addons.mlflow.expose.hostname" is the name of the platform itself: use one of its own',
        ]);
        assert.deepEqual(named("mlflow.example.org"), [
            '"addons.mlflow.expose.hostname" does not lie in the zone example.com: use a name below it',
        ]);
    });
});
