import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { addonSchemas } from "../../../../components/addons/definitions";
import { quotaNeeds } from "../../../../components/aws/quotas/quotas";
import { workloadKinds } from "../../../../components/workloads/kinds";
import { loadPlatformConfig } from "../../../../config/load";
import { PROJECT } from "../../../../simulation/in-process/run";
import { readStackConfig } from "../../../../simulation/stackFile";

const root = path.resolve(__dirname, "../../../..");

function needsOf(stack: string, settings: readonly string[] = []) {
    const { config: entries } = readStackConfig(root, stack, PROJECT, settings);
    return quotaNeeds(loadPlatformConfig(stack, entries, { kinds: workloadKinds, addons: addonSchemas, checks: [] }));
}

const vcpus = (settings: readonly string[]) =>
    Object.fromEntries(needsOf("dev", settings).map(({ code, needed }) => [code, needed]));

describe("the service quotas of a stack", () => {
    it("are those that docs/quotas.md lists for prod", () => {
        const page = readFileSync(path.join(root, "docs/quotas.md"), "utf8");
        for (const { code, needed, newAccount } of needsOf("prod")) {
            assert.match(page, new RegExp(`\\| ${code} \\| [^|]+ \\| ${newAccount} \\| ${needed} \\|`), code);
        }
    });

    it("count the largest type of a group, a group per zone, and spot apart", () => {
        const before = vcpus([]);
        const spot = "{ accelerator: t4, capacity: spot, instanceTypes: [g4dn.xlarge, g4dn.4xlarge], min: 0, max: 3 }";
        const after = vcpus([`nodeGroups.more=${spot}`]);
        assert.equal(after["L-3819A6DF"], (before["L-3819A6DF"] ?? 0) + 3 * 16);
        assert.deepEqual({ ...after, "L-3819A6DF": 0 }, { ...before, "L-3819A6DF": 0 });
        const perZone = vcpus(["nodeGroups.more={ instanceTypes: [m7i.large], min: 0, max: 3, perZone: true }"]);
        assert.equal(perZone["L-1216C47A"], before["L-1216C47A"]! + 2 * 3 * 2);
    });

    it("tell P from G instances, and leave out what is bought as a block", () => {
        const group = "accelerator: h100, instanceTypes: [p5.48xlarge], min: 0, max: 1";
        assert.equal(vcpus([`nodeGroups.more={ ${group} }`])["L-417A185B"], (vcpus([])["L-417A185B"] ?? 0) + 192);
        const block = `${group}, reservation: { kind: capacity-block, id: cr-0123456789abcdef0 }, zones: [us-west-2a]`;
        assert.deepEqual(vcpus([`nodeGroups.more={ ${block} }`]), vcpus([]));
    });

    it("have an address for each NAT gateway", () => {
        assert.equal(vcpus(["network.natGateways=one-per-zone"])["L-0263D0A3"], 2);
        assert.equal(vcpus(["network.natGateways=none"])["L-0263D0A3"], undefined);
    });
});
