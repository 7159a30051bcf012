import assert from "node:assert/strict";
import { nodeGroupFacts } from "../../../../components/aws/nodes/nodeGroupFacts";
import { architectureLabel } from "../../../../components/kubernetes/wellKnown";
import { placement } from "../../../../components/serving/pod/placement";
import { type NodeGroupFacts } from "../../../../components/platform";
import { type Architecture } from "../../../../config/names";
import { nodeGroupSchema } from "../../../../config/nodeGroups";
import { fakeConfig } from "../../../support/fakePlatform";
import { tolerated } from "../../../../components/kubernetes/tolerations";

const plain = Object.entries(fakeConfig().nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));

/** Groups whose nodes pods of this placement may run on. */
function reachable(
    accelerator: "t4" | "v100" | undefined,
    capacity: "on-demand" | "spot",
    architecture?: Architecture,
    groups: readonly NodeGroupFacts[] = plain,
): string[] {
    const { nodeSelector, tolerations } = placement(groups, {
        capacity,
        ...(accelerator !== undefined && { accelerator }),
        ...(architecture !== undefined && { architecture }),
    });
    return groups
        .filter(
            ({ labels, taints, architecture }) =>
                Object.entries(nodeSelector).every(
                    ([key, value]) => (key === architectureLabel ? architecture : labels[key]) === value,
                ) && taints.every((taint) => tolerated(taint, tolerations)),
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
        assert.deepEqual(placement(plain, { accelerator: "t4", capacity: "spot" }).preferred, {
            key: "spot",
            value: "true",
        });
        assert.equal("preferred" in placement(plain, { accelerator: "t4", capacity: "on-demand" }), false);
    });

    it("keeps pods without a GPU off GPU nodes", () => {
        assert.deepEqual(reachable(undefined, "on-demand"), ["system"]);
    });

    it("keeps pods off processors that their images are not built for, where the stack has such nodes", () => {
        const facts = nodeGroupFacts("arm", nodeGroupSchema.parse({ instanceTypes: ["m7g.large"], min: 0, max: 3 }));
        const mixed = [...plain, facts];
        assert.deepEqual(reachable(undefined, "on-demand", "amd64", mixed), ["system"]);
        assert.deepEqual(reachable(undefined, "on-demand", "arm64", mixed), ["arm"]);
        assert.deepEqual(reachable(undefined, "on-demand", undefined, mixed), ["system", "arm"]);
        assert.deepEqual(reachable("t4", "on-demand", "amd64", mixed), ["gpu-t4"]);
        // The label is no part of stacks that have one processor.
        assert.deepEqual(placement(plain, { capacity: "on-demand", architecture: "amd64" }).nodeSelector, {});
    });

    it("fails where no group has the GPU model", () => {
        assert.throws(() => placement(plain.slice(0, 1), { accelerator: "t4", capacity: "on-demand" }), {
            message: "no node group offers t4 with capacity on-demand",
        });
    });

    it("keeps pods on the nodes that the stack file chooses, and others off nodes with a taint of its own", () => {
        const team = { key: "example.com/team", value: "ranking", effect: "NoSchedule" } as const;
        const written = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 3 };
        const dedicated = nodeGroupFacts(
            "dedicated",
            nodeGroupSchema.parse({ ...written, labels: { "example.com/team": "ranking" }, taints: [team] }),
        );
        const groups = [...plain, dedicated];
        assert.deepEqual(reachable("t4", "on-demand", undefined, groups), ["gpu-t4"]);
        const nodeChoice = {
            nodeSelector: { "example.com/team": "ranking" },
            tolerations: [{ key: team.key, operator: "Exists" }],
        } as const;
        const { nodeSelector, tolerations } = placement(groups, {
            accelerator: "t4",
            capacity: "on-demand",
            nodeChoice,
        });
        assert.deepEqual(nodeSelector, { "example.com/team": "ranking", accelerator: "nvidia-tesla-t4" });
        assert.deepEqual(tolerations, [
            { key: "nvidia.com/gpu", operator: "Equal", value: "true", effect: "NoSchedule" },
            { key: team.key, operator: "Exists" },
        ]);
    });
});
