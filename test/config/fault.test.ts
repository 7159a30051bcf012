import assert from "node:assert/strict";
import { ConfigError, didYouMean, keyPath, nearest } from "../../config/fault";

describe("ConfigError", () => {
    it("lists every fault under the name of the file", () => {
        const faults = [
            { path: "network.zones", reason: "is 9: must be 2 or 3" },
            { path: "region", reason: "is missing" },
        ];
        assert.equal(
            new ConfigError("dev", faults).message,
            'Pulumi.dev.yaml has 2 faults:\n  - "network.zones" is 9: must be 2 or 3\n  - "region" is missing',
        );
        assert.match(new ConfigError("dev", faults.slice(0, 1)).message, /^Pulumi\.dev\.yaml has 1 fault:\n/);
    });
});

describe("nearest", () => {
    const known = ["natGateways", "zones", "cidr"];

    it("finds the name that a slip was meant to be, whatever its case", () => {
        assert.deepEqual(
            ["natGatways", "zone", "CIDR"].map((name) => nearest(name, known)),
            ["natGateways", "zones", "cidr"],
        );
    });

    it("suggests nothing for another word, or where nothing is known", () => {
        assert.equal(nearest("endpoint", known), undefined);
        assert.equal(nearest("zones", []), undefined);
        assert.equal(didYouMean("endpoint", known), "");
        assert.equal(didYouMean("zone", known), '; did you mean "zones"?');
    });
});

describe("keyPath", () => {
    it("writes a path as --set takes it", () => {
        assert.equal(keyPath("cluster", "adminRoles", 1), "cluster.adminRoles[1]");
        assert.equal(keyPath("buckets", ""), 'buckets.""');
    });
});
