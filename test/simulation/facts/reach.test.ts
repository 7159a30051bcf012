import assert from "node:assert/strict";
import { principalOf } from "../../../simulation/facts/mesh";
import { clusterObjects } from "../../../simulation/facts/objects";
import { reachability } from "../../../simulation/facts/reach";

const namespace = (name: string, labels: object) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels },
});
const deployment = (name: string, containerPort?: number) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "apps" },
    spec: {
        template: {
            metadata: { labels: { app: name } },
            spec: {
                serviceAccountName: name,
                containers: [{ name: "c", ...(containerPort !== undefined && { ports: [{ containerPort }] }) }],
            },
        },
    },
});
const object = (apiVersion: string, kind: string, spec: object, name = "p") => ({
    apiVersion,
    kind,
    metadata: { name, namespace: "apps" },
    spec,
});
const networkPolicy = (spec: object) => object("networking.k8s.io/v1", "NetworkPolicy", spec);
const authorizationPolicy = (spec: object) => object("security.istio.io/v1", "AuthorizationPolicy", spec);

/** `web` and whoever `rules` name may call `server`, which listens on 8080. */
const stack = (labels: object, peers: readonly object[], principals: readonly string[]) =>
    clusterObjects([
        namespace("apps", labels),
        deployment("server", 8080),
        deployment("web"),
        networkPolicy({
            podSelector: { matchLabels: { app: "server" } },
            ingress: [{ from: peers, ports: [{ port: 8080 }] }],
        }),
        authorizationPolicy({
            rules: [{ from: [{ source: { principals } }], to: [{ operation: { ports: ["8080"] } }] }],
        }),
    ]);
const pods = (app: string, from?: string) => ({
    podSelector: { matchLabels: { app } },
    ...(from !== undefined && { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": from } } }),
});

function rows(objects: ReturnType<typeof stack>): Record<string, readonly number[]> {
    return Object.fromEntries(
        reachability(objects).reach.map(({ caller, ports }) => [caller.name, ports.get("apps/server") ?? []]),
    );
}

describe("the reachability matrix", () => {
    const injected = { "istio-injection": "enabled" };

    it("needs both: the network's permission and the mesh's", () => {
        const web = principalOf("apps", "web");
        assert.deepEqual(rows(stack(injected, [pods("web")], [web]))["apps/web"], [8080]);
        assert.equal(rows(stack(injected, [], [web]))["apps/web"]?.includes(8080), true, "no peers: everyone");
        assert.deepEqual(rows(stack(injected, [pods("batch")], [web]))["apps/web"], undefined);
        assert.deepEqual(rows(stack(injected, [pods("web")], [principalOf("apps", "batch")]))["apps/web"], undefined);
    });

    it("asks only the network about pods outside the mesh", () => {
        assert.deepEqual(rows(stack({}, [pods("web")], []))["apps/web"], [8080]);
    });

    it("has a row for callers that only the policies name, with the account that belongs to their label", () => {
        const principals = [principalOf("shop", "cart"), principalOf("shop", "checkout")];
        const peers = [pods("cart", "shop"), pods("checkout", "shop")];
        const { reach } = reachability(stack(injected, peers, principals));
        assert.deepEqual(
            reach.map(({ caller }) => [caller.name, caller.serviceAccount]),
            [
                ["shop/cart", "cart"],
                ["shop/checkout", "checkout"],
                ["any other pod in apps", "default"],
                ["any pod elsewhere", "default"],
            ],
        );
    });

    it("shows what a stranger reaches, and lists the proxy's own ports that the network must guard", () => {
        const open = clusterObjects([namespace("apps", injected), deployment("server", 8080), authorizationPolicy({})]);
        assert.deepEqual(rows(open), {
            "any other pod in apps": [15020, 15021, 15090],
            "any pod elsewhere": [15020, 15021, 15090],
        });
    });
});
