import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { externalDnsValues } from "../../../../components/addons/externalDns";
import { certificateArn, someFacts } from "../../../support/addons";

describe("external-dns", () => {
    const facts = (settings: Readonly<Record<string, unknown>> = {}) =>
        someFacts({ ingress: { hostname: "ai-api.example.com", certificateArn, ...settings } });

    it("touches one zone, and deletes nothing unless asked", () => {
        const values = externalDnsValues(facts({ dns: { zone: "example.com", zoneId: "Z0123456789ABC" } }))!;
        assert.equal(values.policy, "upsert-only");
        assert.deepEqual(values.domainFilters, ["example.com"]);
        assert.deepEqual(values.extraArgs, ["--zone-id-filter=Z0123456789ABC"]);
        assert.equal(values.txtOwnerId, "inference-platform-test");
        assert.equal(externalDnsValues(facts()), undefined);
    });

    it("leaves its records behind by default, and docs/teardown.md lists them", () => {
        const { policy } = externalDnsValues(facts({ dns: { zone: "example.com", zoneId: "Z0123456789ABC" } }))!;
        const page = readFileSync(path.resolve(__dirname, "../../../../docs/teardown.md"), "utf8");
        assert.ok(page.includes(`| DNS records, with \`ingress.dns.policy: ${policy}\` (the default)`));
    });
});
