import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import fc from "fast-check";
import { addonSchemas } from "../../components/addons/definitions";
import { awsFaults } from "../../components/aws/awsFaults";
import { acceleratorFaults } from "../../components/aws/nodes/acceleratorFaults";
import { familiesOf } from "../../components/aws/nodes/instanceTypes";
import { workloadKinds } from "../../components/workloads/kinds";
import { ConfigError } from "../../config/fault";
import { loadPlatformConfig } from "../../config/load";

const minimal = {
    nodeGroups: { system: { instanceTypes: ["m7i.large"], min: 2, max: 4 } },
};

function load(topics: Record<string, unknown>, region = "us-west-2") {
    const entries: Record<string, string> = { "aws:region": region };
    for (const [key, value] of Object.entries(topics)) {
        entries[`inference-platform:${key}`] = typeof value === "string" ? value : (JSON.stringify(value) ?? "null");
    }
    return loadPlatformConfig("dev", entries, { kinds: {}, addons: addonSchemas, checks: [] });
}

function faultsOf(run: () => unknown): string[] {
    try {
        run();
    } catch (error) {
        assert.ok(error instanceof ConfigError, `expected a ConfigError, got ${String(error)}`);
        return error.message.split("\n").slice(1);
    }
    return [];
}

describe("loadPlatformConfig", () => {
    it("fills in the safe defaults", () => {
        const config = load(minimal);
        assert.equal(config.environment, "production");
        assert.equal(config.cluster.version, "1.36");
        assert.deepEqual(config.cluster.endpoint, { private: true, publicCidrs: [], privateCidrs: [] });
        assert.equal(config.cluster.deletionProtection, true);
        assert.equal(config.network.natGateways, "one-per-zone");
        assert.equal(config.network.privateEndpoints, true);
    });

    it("returns a frozen config", () => {
        const config = load(minimal);
        assert.throws(() => {
            (config.network as { zones: number }).zones = 1;
        }, TypeError);
    });

    it("lists every fault of a file at once, each with its key path", () => {
        const faults = faultsOf(() =>
            load({
                network: { zones: 5, natGateway: "single" },
                cluster: { version: "1.29", endpoint: { publicCidrs: ["0.0.0.0/0"] } },
                nodeGroups: { system: { instanceTypes: [], min: 3, max: "six" } },
                clutser: {},
            }),
        );
        assert.deepEqual(faults, [
            '  - "network.zones" is 5: must be at most 3',
            '  - "network.natGateway" is not a known key; did you mean "natGateways"?',
            '  - "cluster.version" is "1.29": must be one of 1.35, 1.36, 1.37',
            '  - "cluster.endpoint.publicCidrs[0]" is "0.0.0.0/0": opens the API server to a large part of the internet: list the networks that need it, each /8 or smaller',
            '  - "nodeGroups.system.instanceTypes" is []: must be a list of at least 1',
            '  - "nodeGroups.system.max" is "six": must be a number',
            '  - "clutser" is not a known key; did you mean "cluster"?',
        ]);
    });

    it("names what is missing", () => {
        assert.deepEqual(
            faultsOf(() => load({})),
            ['  - "nodeGroups" is missing: must be a mapping of keys'],
        );
        assert.deepEqual(
            faultsOf(() =>
                loadPlatformConfig(
                    "dev",
                    { "inference-platform:nodeGroups": "{}" },
                    { kinds: {}, addons: addonSchemas, checks: [] },
                ),
            ),
            ['  - "aws:region" is missing: must be a string'],
        );
    });

    it("finds a namespace with a slip, also when the real engine runs the program", () => {
        const entries = {
            "aws:region": "us-west-2",
            "inference-platform:nodeGroups": "{}",
            "inference-plattform:network": "{}",
            "gcp:project": "x",
        };
        assert.deepEqual(
            faultsOf(() => loadPlatformConfig("dev", entries, { kinds: {}, addons: addonSchemas, checks: [] })),
            [
                '  - "inference-plattform:network" has an unknown namespace; allowed are inference-platform, pulumi, aws, awsx, eks, kubernetes, random; did you mean "inference-platform:network"?',
                '  - "gcp:project" has an unknown namespace; allowed are inference-platform, pulumi, aws, awsx, eks, kubernetes, random',
            ],
        );
    });

    it("says of an encrypted value only that it cannot be judged", () => {
        assert.deepEqual(
            faultsOf(() => load({ ...minimal, images: { mirror: { secure: "v1:abc" } } })),
            [
                '  - "images.mirror" is encrypted, so that it cannot be judged: write it in plain; no key of a stack file holds a secret itself',
            ],
        );
    });

    it("ends a program of the engine with its message alone, without a stack trace", () => {
        assert.ok(RunError.isInstance(new ConfigError("prod", [{ path: "network.zones", reason: "is 9" }])));
    });

    it("runs the checks across topics once the shape is right", () => {
        const entries = { "aws:region": "us-west-2", "inference-platform:nodeGroups": "{}" };
        const checks = [() => [{ path: "a.b", reason: "is odd: use c" }], () => [{ path: "d", reason: "is even" }]];
        assert.throws(
            () => loadPlatformConfig("prod", entries, { kinds: {}, addons: addonSchemas, checks }),
            new ConfigError("prod", [
                { path: "a.b", reason: "is odd: use c" },
                { path: "d", reason: "is even" },
            ]),
        );
    });

    it("runs them on what is right beside what is wrong", () => {
        const topics = {
            nodeGroups: { system: { instanceTypes: ["m7i.larg"], min: 2, max: 4 } },
            network: { zones: 9, natGateways: "none", privateEndpoints: false },
            modelStore: { replicaRegions: ["us-west-2"] },
            workloads: { a: { kind: "tensorflow-servin", accelerator: "t5" }, b: { kind: "lambda", namespace: "ml" } },
        };
        const entries = Object.entries(topics).map(([key, value]) => [
            `inference-platform:${key}`,
            JSON.stringify(value),
        ]);
        const config = { "aws:region": "us-west-2", ...(Object.fromEntries(entries) as Record<string, string>) };
        const checks = [acceleratorFaults, awsFaults];
        const kinds = Object.keys(workloadKinds).join(", ");
        assert.deepEqual(
            faultsOf(() => loadPlatformConfig("dev", config, { kinds: workloadKinds, addons: addonSchemas, checks })),
            [
                '  - "network.zones" is 9: must be at most 3',
                `  - "workloads.a.kind" is "tensorflow-servin": must be one of ${kinds}; did you mean "tensorflow-serving"?`,
                '  - "workloads.a.accelerator" is "t5": must be one of t4, v100, a10g, l4, l40s, a100, h100, h200, b200; did you mean "t4"?',
                `  - "workloads.b.kind" is "lambda": must be one of ${kinds}`,
                '  - "workloads.b.namespace" is "ml": must be one of ml-production, ml-training, ml-testing, edge-computing; a namespace of your own goes under teamNamespaces',
                `  - "nodeGroups.system.instanceTypes[0]" is "m7i.larg", a type this program has no figures for: must be of family ${familiesOf(undefined).join(", ")}; did you mean "m7i.large"?`,
                '  - "modelStore.replicaRegions[0]" is "us-west-2", the region of the stack itself: a replica belongs in another region',
                '  - "network.natGateways" is none, and network.privateEndpoints is false, so nodes can reach neither AWS nor a registry: set privateEndpoints to true',
                '  - "images.mirror" is missing: with natGateways none, images come only from a registry that the network reaches, such as ECR',
            ],
        );
    });

    it("never crashes, and names a key path for every fault, whatever stands in the file", () => {
        const topic = fc.oneof(
            fc.constantFrom("network", "cluster", "nodeGroups", "modelStore", "workloads", "__proto__"),
            fc.string(),
        );
        fc.assert(
            fc.property(fc.dictionary(topic, fc.jsonValue()), fc.string(), (topics, region) => {
                try {
                    load(topics, region);
                } catch (error) {
                    assert.ok(error instanceof ConfigError, String((error as Error).stack));
                    assert.ok(error.faults.length > 0);
                    assert.ok(error.faults.every((fault) => fault.path !== "" && fault.reason !== ""));
                }
            }),
            { numRuns: 500 },
        );
    });
});
