import assert from "node:assert/strict";
import { AddOns } from "../../../../components/addons";
import { addonFaults } from "../../../../components/addons/relations";
import { fakeConfig, fakePlatform } from "../../../support/fakePlatform";
import { type Simulated, simulate } from "../../../support/simulate";

const expose = {
    hostname: "mlflow.example.com",
    issuer: "https://login.example.com",
    jwksUri: "https://login.example.com/keys",
    audiences: ["mlflow"],
};
const ingress = {
    hostname: "ai-api.example.com",
    tlsSecret: "ingress/tls",
    dns: { zone: "example.com", zoneId: "Z0123456789ABC" },
};
const dataStores = { postgres: { kind: "managed" } };
const topics = { ingress, dataStores, addons: { mlflow: { enabled: true, expose } } };

function build(given: Readonly<Record<string, unknown>>): Promise<Simulated> {
    return simulate(() => {
        const config = fakeConfig(given);
        const postgres = { host: "db.example.com", port: 5432, secretName: "rds!db", cidrs: [] };
        new AddOns("add-ons", { config, platform: { ...fakePlatform(config), postgres } as never });
    });
}

const faults = (given: Readonly<Record<string, unknown>>) =>
    addonFaults(fakeConfig({ dataStores, ...given }), []).map(({ path, reason }) => `"${path}" ${reason}`);

describe("MLflow behind the gateway", () => {
    let run: Simulated;
    const spec = (kind: string, name: string, namespace = "mlflow") =>
        run.object(kind, name, namespace).inputs.spec as never;

    before(async () => {
        run = await build(topics);
    });

    it("lets in only who comes through the gateway with a token of the named issuer", () => {
        const { rules } = spec("AuthorizationPolicy", "allow-outside-with-token") as { rules: unknown };
        assert.deepEqual(rules, [
            {
                from: [
                    {
                        source: {
                            principals: ["cluster.local/ns/istio-ingress/sa/istio-gateway"],
                            requestPrincipals: ["https://login.example.com/*"],
                        },
                    },
                ],
                to: [{ operation: { ports: ["5000"] } }],
            },
        ]);
        const { jwtRules } = spec("RequestAuthentication", "outside-tokens") as { jwtRules: unknown };
        const { issuer, jwksUri, audiences } = expose;
        assert.deepEqual(jwtRules, [{ issuer, jwksUri, audiences }]);
    });

    it("opens the network to the gateway's pods and to its port alone", () => {
        assert.deepEqual((spec("NetworkPolicy", "admit-gateway") as { ingress: unknown }).ingress, [
            {
                from: [
                    {
                        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-ingress" } },
                        podSelector: { matchLabels: { app: "istio-gateway", istio: "gateway" } },
                    },
                ],
                ports: [{ protocol: "TCP", port: 5000 }],
            },
        ]);
    });

    it("answers to its own name at the gateway, in DNS and in MLflow, and leaves the platform's name alone", () => {
        const route = spec("VirtualService", "outside") as { hosts: unknown; gateways: unknown };
        assert.deepEqual([route.hosts, route.gateways], [["mlflow.example.com"], ["istio-ingress/platform"]]);
        const names = ["ai-api.example.com", "mlflow.example.com"];
        const { servers } = spec("Gateway", "platform", "istio-ingress") as { servers: { hosts: string[] }[] };
        assert.deepEqual(
            servers.map(({ hosts }) => hosts),
            [names, names],
        );
        const release = JSON.stringify(run.one("kubernetes:helm.sh/v3:Release", "istio-gateway").inputs.values);
        assert.ok(release.includes(`"external-dns.alpha.kubernetes.io/hostname":"${names.join(",")}"`));
        assert.match(JSON.stringify(spec("Deployment", "mlflow")), /localhost:5000,mlflow\.example\.com"/);
    });

    it("routes nothing before tokens are asked for", () => {
        const route = run.object("VirtualService", "outside", "mlflow");
        for (const [kind, name] of [
            ["RequestAuthentication", "outside-tokens"],
            ["AuthorizationPolicy", "allow-outside-with-token"],
        ] as const) {
            assert.ok(run.dependsOn(route, run.object(kind, name, "mlflow")), name);
        }
    });

    it("stays inside by default", async () => {
        const inside = await build({ ...topics, addons: { mlflow: { enabled: true } } });
        const { servers } = inside.object("Gateway", "platform").inputs.spec as { servers: { hosts: string[] }[] };
        assert.ok(servers.every(({ hosts }) => hosts.join() === "ai-api.example.com"));
        assert.ok(!inside.resources.some(({ type }) => type.includes("MlflowExposure")));
    });

    it("is refused without MLflow, without a gateway, under the platform's name or outside its zone", () => {
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
