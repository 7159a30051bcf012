import assert from "node:assert/strict";
import { type Fault } from "../../../config/fault";
import { faultsOf, loadWorkloads, render, spec } from "../../support/serving/render";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const cache = { models: { m: { versions: [1] } }, modelVolume: { kind: "persistent-cache" } };
const tcp = (host: string, cidr: string, port = 5432) => ({ host, port, protocol: "TCP", cidrs: [cidr] });

/** The stack file with these workloads has exactly these faults. */
function rejects(what: string, workloads: object, faults: readonly Fault[]): void {
    it(`rejects ${what}`, () => {
        assert.deepEqual(faultsOf(workloads), faults);
    });
}

describe("workloads that cannot live together", () => {
    rejects(
        "gateway prefixes that repeat or nest",
        { a: { ...app, gateway: {} }, b: { ...app, gateway: { pathPrefix: "/a/b/" } } },
        [
            {
                path: "workloads.b.gateway.pathPrefix",
                reason: 'publishes "/a/b/", which overlaps "/a/" of workloads.a.gateway.pathPrefix: requests would reach either; use another',
            },
        ],
    );
    rejects(
        "one gRPC service of two workloads",
        {
            a: { ...app, gateway: { grpcServices: ["inference.v1.Inference"] } },
            b: { ...app, gateway: { grpcServices: ["inference.v1.Inference"] } },
        },
        [
            {
                path: "workloads.b.gateway.grpcServices[0]",
                reason: 'publishes "/inference.v1.Inference/", which overlaps "/inference.v1.Inference/" of workloads.a.gateway.grpcServices[0]: requests would reach either; use another',
            },
        ],
    );
    rejects(
        "two protocols on a port of one namespace",
        {
            a: { ...app, egress: [{ host: "a.example.com", port: 8443, cidrs: ["198.51.100.0/24"] }] },
            b: {
                ...app,
                egress: [{ host: "b.example.com", port: 8443, protocol: "HTTP", cidrs: ["198.51.100.0/24"] }],
            },
        },
        [
            {
                path: "workloads.b.egress[0]",
                reason: "has protocol HTTP on port 8443, and workloads.a.egress[0] has TLS: proxies of one namespace cannot tell these connections apart; use one protocol or another port",
            },
        ],
    );
    rejects(
        "HTTP on the port of a data store",
        {
            a: {
                ...app,
                dataStores: ["postgres"],
                egress: [{ host: "a.example.com", port: 5432, protocol: "HTTP", cidrs: ["198.51.100.0/24"] }],
            },
        },
        [
            {
                path: "workloads.a.egress[0]",
                reason: "has protocol HTTP on port 5432, and workloads.a.dataStores[0] has TCP: proxies of one namespace cannot tell these connections apart; use one protocol or another port",
            },
        ],
    );
    rejects(
        "a queue's host that another workload describes differently",
        {
            a: {
                ...app,
                access: { queues: [{ url: "https://sqs.us-west-2.amazonaws.com/111122223333/q", use: "send" }] },
            },
            b: {
                ...app,
                egress: [
                    { host: "sqs.us-west-2.amazonaws.com", port: 443, protocol: "TCP", cidrs: ["198.51.100.0/24"] },
                ],
            },
        },
        [
            {
                path: "workloads.b.egress[0]",
                reason: "describes sqs.us-west-2.amazonaws.com and port 443 differently from workloads.a.access.queues[0]: use the same protocol and cidrs",
            },
        ],
    );
    rejects(
        "one host that two workloads describe differently",
        {
            a: { ...app, egress: [tcp("db.example.com", "198.51.100.0/25")] },
            b: { ...app, egress: [tcp("db.example.com", "198.51.100.128/25")] },
        },
        [
            {
                path: "workloads.b.egress[0]",
                reason: "describes db.example.com and port 5432 differently from workloads.a.egress[0]: use the same protocol and cidrs",
            },
        ],
    );
    rejects(
        "TCP without networks, and plain text on the port of TLS",
        {
            a: {
                ...app,
                egress: [
                    { host: "a.example.com", protocol: "TCP" },
                    { host: "b.example.com", protocol: "GRPC" },
                ],
            },
        },
        [
            {
                path: "workloads.a.egress[0].cidrs",
                reason: "is empty for protocol TCP: proxies tell its connections apart by address; list the host's networks, or use TLS",
            },
            {
                path: "workloads.a.egress[1].protocol",
                reason: "is GRPC on port 443, which serves TLS: use TLS",
            },
            {
                path: "workloads.a.egress[1]",
                reason: "has protocol GRPC on port 443, and workloads.a.egress[0] has TCP: proxies of one namespace cannot tell these connections apart; use one protocol or another port",
            },
        ],
    );
    rejects("the name of a guard rail", { "default-deny": app }, [
        {
            path: "workloads.default-deny",
            reason: "is the name of a guard rail of every workload namespace: use another",
        },
    ]);
    rejects("a name that volumes of another workload take", { x: { ...app, ...cache }, "x-pods": app }, [
        {
            path: "workloads.x",
            reason: 'makes a Service "x-pods" for its volumes, and so does that workload: rename one of them',
        },
    ]);
    rejects(
        "one name of versions of two workloads",
        {
            x: { ...app, traffic: { strategy: "weighted", versions: { "y-v1": { weight: 50 }, v2: { weight: 50 } } } },
            "x-y": { ...app, traffic: { strategy: "weighted", versions: { v1: { weight: 50 }, v3: { weight: 50 } } } },
        },
        [
            {
                path: "workloads.x-y",
                reason: 'makes objects named "x-y-v1", and so does workloads.x: rename one of them',
            },
        ],
    );

    it("are not those of other namespaces, hosts told apart by name, and prefixes that only begin alike", () => {
        loadWorkloads({
            a: { ...app, gateway: {}, egress: [{ host: "a.example.net" }, { host: "b.example.net" }] },
            ab: { ...app, gateway: {}, egress: [{ host: "a.example.net" }] },
            c: {
                ...app,
                namespace: "ml-testing",
                egress: [{ host: "a.example.net", port: 8443, protocol: "HTTP", cidrs: ["198.51.100.0/24"] }],
            },
        });
    });
});

describe("two databases on one port", () => {
    it("are told apart by their addresses, the stack's own among them", async () => {
        const run = await render({
            w: {
                ...app,
                dataStores: ["postgres"],
                egress: [tcp("ledger.example.net", "198.51.100.0/25"), tcp("catalog.example.net", "198.51.100.128/25")],
            },
        });
        const entry = (name: string) => {
            const { addresses, resolution } = spec(run, "ServiceEntry", name) as Record<string, unknown>;
            return { addresses, resolution };
        };
        assert.deepEqual(entry("ledger-example-net-5432"), { addresses: ["198.51.100.0/25"], resolution: "NONE" });
        assert.deepEqual(entry("catalog-example-net-5432"), { addresses: ["198.51.100.128/25"], resolution: "NONE" });
        assert.deepEqual(entry("postgres"), { addresses: ["10.40.8.0/24"], resolution: "NONE" });
    });

    it("are registered both, where their names differ by a dash alone", async () => {
        const run = await render({ w: { ...app, egress: [{ host: "a-b.example.com" }, { host: "a.b.example.com" }] } });
        const hosts = ["a--b-example-com-443", "a-b-example-com-443"].map(
            (name) => (spec(run, "ServiceEntry", name) as { hosts: string[] }).hosts[0],
        );
        assert.deepEqual(hosts, ["a-b.example.com", "a.b.example.com"]);
    });
});
