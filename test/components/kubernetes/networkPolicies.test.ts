import assert from "node:assert/strict";
import {
    admitting,
    admittingApiServer,
    controllerEgressTo,
    type EgressRule,
    guardRailsWith,
    toHttps,
} from "../../../components/kubernetes/networkPolicies";

const nodeServices = {
    credentials: { cidr: "169.254.1.1/32", port: 8080 },
    metadata: { cidr: "169.254.2.2/32" },
    apiServerPort: 443,
};
const nodeCidrs = ["10.40.0.0/16", "10.41.0.0/16"];
const dns = {
    to: [
        {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
    ],
    ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
    ],
};
const credentials = {
    to: [{ ipBlock: { cidr: "169.254.1.1/32" } }],
    ports: [{ protocol: "TCP", port: 8080 }],
};

describe("NetworkPolicies", () => {
    it("let HTTPS out to any address except the metadata service", () => {
        assert.deepEqual(toHttps(nodeServices), {
            to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.2.2/32"] } }],
            ports: [{ protocol: "TCP", port: 443 }],
        });
    });

    it("let a controller reach DNS, its credentials and HTTPS only", () => {
        assert.deepEqual(controllerEgressTo(nodeServices, nodeCidrs), [dns, credentials, toHttps(nodeServices)]);
    });

    it("let a controller reach an API server on a port of its own on the nodes, and that port nowhere else", () => {
        const [, , ...rest] = controllerEgressTo({ ...nodeServices, apiServerPort: 6443 }, nodeCidrs);
        assert.deepEqual(rest, [
            toHttps(nodeServices),
            {
                to: [{ ipBlock: { cidr: "10.40.0.0/16" } }, { ipBlock: { cidr: "10.41.0.0/16" } }],
                ports: [{ protocol: "TCP", port: 6443 }],
            },
        ]);
    });

    it("name no credentials where identities need no service", () => {
        const { metadata, apiServerPort } = nodeServices;
        assert.deepEqual(controllerEgressTo({ metadata, apiServerPort }, nodeCidrs), [dns, toHttps(nodeServices)]);
        assert.deepEqual(
            guardRailsWith({ metadata, apiServerPort }).map(({ name }) => name),
            ["default-deny", "allow-dns", "allow-istiod"],
        );
    });

    it("deny all traffic of a workload namespace except what every pod with a proxy needs", () => {
        const [deny, ...allowed] = guardRailsWith(nodeServices);
        assert.deepEqual(deny, {
            name: "default-deny",
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        });
        assert.deepEqual(
            allowed.map(({ name, spec }) => [name, spec.podSelector, spec.policyTypes]),
            ["allow-dns", "allow-istiod", "allow-pod-identity"].map((name) => [name, {}, ["Egress"]]),
        );
        assert.deepEqual(
            allowed.flatMap(({ spec }) => spec.egress as EgressRule[]),
            [
                dns,
                {
                    to: [
                        {
                            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
                            podSelector: { matchLabels: { app: "istiod" } },
                        },
                    ],
                    ports: [{ protocol: "TCP", port: 15012 }],
                },
                credentials,
            ],
        );
    });

    it("admit the own namespace on all ports and one other on some", () => {
        assert.deepEqual(admitting("monitoring", [3100]).ingress, [
            { from: [{ podSelector: {} }] },
            {
                from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
                ports: [{ protocol: "TCP", port: 3100 }],
            },
        ]);
    });

    it("admit the API server from the network of the nodes", () => {
        assert.deepEqual(admittingApiServer(["10.40.0.0/16"], [6443]).ingress, [
            { from: [{ ipBlock: { cidr: "10.40.0.0/16" } }], ports: [{ protocol: "TCP", port: 6443 }] },
        ]);
    });
});
