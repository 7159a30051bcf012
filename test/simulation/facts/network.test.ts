import assert from "node:assert/strict";
import fc from "fast-check";
import { networkAdmits, networkLetsOut } from "../../../simulation/facts/network";
import { clusterObjects } from "../../../simulation/facts/objects";

const policy = (spec: object, name = "p", namespace = "apps") => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec,
});
const shop = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: { team: "shop" } } };
const server = { namespace: "apps", labels: { app: "server" } };
const client = { namespace: "apps", labels: { app: "client" } };
const buyer = { namespace: "shop", labels: { app: "client" } };
const admits = (objects: readonly object[], caller = client, port = 8080) =>
    networkAdmits(clusterObjects(objects), server, caller, port);

describe("what NetworkPolicies let through", () => {
    it("is everything until a policy selects the pod, then only what one of them lists", () => {
        const deny = policy({ podSelector: {}, policyTypes: ["Ingress"] });
        assert.equal(admits([]), true);
        assert.equal(admits([policy({ podSelector: { matchLabels: { app: "other" } }, ingress: [] })]), true);
        assert.equal(admits([deny]), false);
        assert.equal(admits([deny, policy({ podSelector: {}, ingress: [{}] }, "open")]), true);
        assert.equal(admits([policy({ podSelector: {}, policyTypes: ["Ingress"] }, "p", "shop")]), true);
    });

    it("takes pods of the policy's own namespace unless it names others", () => {
        const from = (peer: object) => [shop, policy({ podSelector: {}, ingress: [{ from: [peer] }] })];
        const clients = { podSelector: { matchLabels: { app: "client" } } };
        assert.deepEqual([admits(from(clients)), admits(from(clients), buyer)], [true, false]);
        const team = { namespaceSelector: { matchLabels: { team: "shop" } } };
        assert.deepEqual([admits(from(team)), admits(from(team), buyer)], [false, true]);
        const others = { namespaceSelector: { matchExpressions: [{ key: "team", operator: "DoesNotExist" }] } };
        assert.deepEqual([admits(from(others)), admits(from(others), buyer)], [true, false]);
        const both = { ...clients, ...team };
        assert.equal(admits(from(both), { namespace: "shop", labels: { app: "robot" } }), false);
    });

    it("takes ports and ranges of TCP, and nothing by a name that it cannot resolve", () => {
        const ports = (...list: object[]) => [policy({ podSelector: {}, ingress: [{ ports: list }] })];
        assert.equal(admits(ports({ port: 8080 })), true);
        assert.equal(admits(ports({ port: 8080, protocol: "UDP" })), false);
        assert.equal(admits(ports({ port: 8000, endPort: 9000 })), true);
        assert.equal(admits(ports({ port: 9000, endPort: 9001 })), false);
        assert.equal(admits(ports({ port: "http" })), false);
        assert.equal(admits(ports({ protocol: "TCP" })), true);
    });

    it("counts a range of addresses as pods only where it is every address", () => {
        const out = (cidr: string) => {
            const objects = clusterObjects([
                policy({ podSelector: {}, policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: { cidr } }] }] }),
            ]);
            return networkLetsOut(objects, client, server, 443);
        };
        assert.deepEqual([out("0.0.0.0/0"), out("10.0.0.0/8")], [true, false]);
    });

    it("is decided at both ends: rules for incoming traffic say nothing of outgoing", () => {
        const objects = clusterObjects([policy({ podSelector: {}, policyTypes: ["Ingress"] })]);
        assert.equal(networkLetsOut(objects, client, server, 8080), true);
        assert.equal(
            networkLetsOut(clusterObjects([policy({ podSelector: {}, egress: [] })]), client, server, 8080),
            false,
        );
    });

    it("never shrinks by a further rule of a policy", () => {
        const rule = fc.record(
            {
                from: fc.array(
                    fc.constantFrom({ podSelector: { matchLabels: { app: "client" } } }, { podSelector: {} }),
                    { maxLength: 2 },
                ),
                ports: fc.array(fc.record({ port: fc.constantFrom(8080, 9090) }), { maxLength: 2 }),
            },
            { requiredKeys: [] },
        );
        fc.assert(
            fc.property(fc.array(rule, { maxLength: 3 }), rule, fc.constantFrom(8080, 9090), (rules, further, port) => {
                const before = admits([policy({ podSelector: {}, ingress: rules })], client, port);
                const after = admits([policy({ podSelector: {}, ingress: [...rules, further] })], client, port);
                assert.ok(after || !before);
            }),
        );
    });
});
