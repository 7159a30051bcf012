import assert from "node:assert/strict";
import { buildAddOns } from "../../../support/addons";
import { type Simulated } from "../../../support/simulate";

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

describe("MLflow behind the gateway", () => {
    let run: Simulated;
    const spec = (kind: string, name: string, namespace = "mlflow") =>
        run.object(kind, name, namespace).inputs.spec as never;

    before(async () => {
        ({ run } = await buildAddOns(topics));
    });

    it("admits only requests through the gateway with a token of the named issuer", () => {
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
        const { run: inside } = await buildAddOns({ ...topics, addons: { mlflow: { enabled: true } } });
        const { servers } = inside.object("Gateway", "platform").inputs.spec as { servers: { hosts: string[] }[] };
        assert.ok(servers.every(({ hosts }) => hosts.join() === "ai-api.example.com"));
        assert.ok(!inside.resources.some(({ type }) => type.includes("MlflowExposure")));
    });
});
