import assert from "node:assert/strict";
import { RunError } from "@pulumi/pulumi";
import fc from "fast-check";
import { addonSchemas } from "../../components/addons/definitions";
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

    it("hands out a config that nobody can change", () => {
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

    it("says what is missing", () => {
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
