import assert from "node:assert/strict";
import { nodeGroupFacts } from "../../../../components/aws/nodes/nodeGroupFacts";
import { placement } from "../../../../components/serving/pod/placement";
import { fakeConfig } from "../../../support/fakePlatform";
import { tolerated } from "../../../support/taints";

const groups = Object.entries(fakeConfig().nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));

/** Groups whose nodes pods of this placement may run on. */
function reachable(...args: [accelerator: "t4" | "v100" | undefined, capacity: "on-demand" | "spot"]): string[] {
    const { nodeSelector, tolerations } = placement(groups, ...args);
    return groups
        .filter(
            ({ labels, taints }) =>
                Object.entries(nodeSelector).every(([key, value]) => labels[key] === value) &&
                taints.every((taint) => tolerated(taint, tolerations)),
        )
        .map(({ name }) => name);
}

describe("placement", () => {
    it("keeps on-demand pods on on-demand nodes of their GPU model", () => {
        assert.deepEqual(reachable("t4", "on-demand"), ["gpu-t4"]);
        assert.deepEqual(reachable("v100", "on-demand"), ["gpu-v100"]);
    });

    it("lets spot pods fall back to on-demand nodes of the same model, and prefer spot", () => {
        assert.deepEqual(reachable("t4", "spot"), ["gpu-t4", "spot-t4"]);
        assert.deepEqual(placement(groups, "t4", "spot").preferred, { key: "spot", value: "true" });
        assert.equal("preferred" in placement(groups, "t4", "on-demand"), false);
    });

    it("keeps pods without a GPU off GPU nodes", () => {
        assert.deepEqual(reachable(undefined, "on-demand"), ["system"]);
    });

    it("fails where no group has the GPU model", () => {
        assert.throws(() => placement(groups.slice(0, 1), "t4", "on-demand"), {
            message: "no node group offers t4 with capacity on-demand",
        });
    });
});
