import assert from "node:assert/strict";
import { type Need } from "../../../components/addons/definition";
import { definitions } from "../../../components/addons/definitions";
import { addonFaults } from "../../../components/addons/faults";
import { fakeConfig } from "../../support/fakePlatform";

const off = { enabled: false };

function faults(topics: Readonly<Record<string, unknown>>): string[] {
    return addonFaults(fakeConfig(topics), []).map(({ path, reason }) => `"${path}" ${reason}`);
}

const ingress = {
    hostname: "ai-api.example.com",
    certificateArn: "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000",
};
const secretIngress = { hostname: "ai-api.example.com", tlsSecret: "tls" };
const slack = { kind: "slack", secret: "slack", channel: "#alerts" };
const sso = {
    clientId: "grafana",
    clientSecret: "sso",
    rootUrl: "https://grafana.example.com",
    authUrl: "https://login.example.com/a",
    tokenUrl: "https://login.example.com/t",
    apiUrl: "https://login.example.com/u",
};
const postgres = { postgres: { kind: "managed" } };
const external = { postgres: { kind: "external", host: "db.example.com", secret: "db", cidrs: ["10.9.0.0/24"] } };

describe("relations between add-ons", () => {
    it("find no fault in the defaults", () => {
        assert.deepEqual(faults({}), []);
    });

    it("name both sides, the reason and the way out", () => {
        assert.deepEqual(faults({ ingress, addons: { loadBalancerController: off } }), [
            '"ingress" needs addons.loadBalancerController to get a load balancer, and it is off: set addons.loadBalancerController.enabled to true or remove ingress',
        ]);
    });

    /** For every relation a stack that asks for it; a relation without one fails below. */
    const askers: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
        ingress: { ingress },
        "ingress.tlsSecret": { ingress: secretIngress },
        "images.pullSecret": { images: { pullSecret: "registry" } },
        "addons.monitoring.sso": { addons: { monitoring: { sso } } },
        "addons.monitoring.alerts.critical.secret": { addons: { monitoring: { alerts: { critical: slack } } } },
        "addons.monitoring.alerts.warning.secret": { addons: { monitoring: { alerts: { warning: slack } } } },
        "addons.monitoring.alerts.info.secret": { addons: { monitoring: { alerts: { info: slack } } } },
        "addons.mlflow": { addons: { mlflow: { enabled: true } }, dataStores: external },
        "dataStores.postgres": { dataStores: postgres },
        "addons.warmCapacity": {
            addons: { warmCapacity: { t4: 1 } },
            nodeGroups: { t4: { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 1, max: 2 } },
        },
    };

    const asked = definitions
        .flatMap(({ needs = [] }) => needs)
        .filter((need): need is Need & { path: string } => need.path !== undefined);

    it("are tried for every key that asks for an add-on", () => {
        assert.deepEqual(asked.map(({ path }) => path).sort(), Object.keys(askers).sort());
    });

    for (const { path, addon } of asked) {
        const needs = addon.settings!.key;
        it(`refuse ${path} without ${needs}, and only then`, () => {
            const asker = askers[path];
            assert.ok(asker, `no stack here asks for ${path}`);
            const addons = { ...(asker.addons as object | undefined), [needs]: off };
            assert.deepEqual(faults(asker), []);
            const reasons = faults({ ...asker, addons });
            assert.equal(reasons.length, 1, reasons.join("\n"));
            assert.match(reasons[0]!, new RegExp(`^"${path.replaceAll(".", "\\.")}" needs addons\\.${needs} `));
        });
    }

    it("let an SNS receiver do without secrets", () => {
        const topic = { kind: "sns", topicArn: "arn:aws:sns:us-west-2:111122223333:alerts" };
        const addons = { monitoring: { alerts: { critical: topic } }, externalSecrets: off };
        assert.deepEqual(faults({ addons }), []);
    });

    it("reject groups that start empty when nothing would start a node", () => {
        assert.deepEqual(faults({ addons: { clusterAutoscaler: off } }), [
            '"nodeGroups.gpu-v100.min" is 0, and with addons.clusterAutoscaler off no node would ever start: set it to at least 1 or switch the autoscaler on',
            '"nodeGroups.spot-t4.min" is 0, and with addons.clusterAutoscaler off no node would ever start: set it to at least 1 or switch the autoscaler on',
        ]);
    });

    it("refuse warm slots on a GPU that no group has", () => {
        assert.deepEqual(faults({ addons: { warmCapacity: { l4: 1 } } }), [
            '"addons.warmCapacity.l4" keeps slots on nodes that this stack does not have: add a node group with accelerator l4 or drop it',
        ]);
    });
});
