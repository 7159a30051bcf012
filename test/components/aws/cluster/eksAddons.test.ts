import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

const addonType = "aws:eks/addon:Addon";

describe("settings of managed add-ons", () => {
    it("enforce network policies and hand out addresses by prefix", async () => {
        const run = await simulateAws("prod");
        assert.deepEqual(JSON.parse(String(run.one(addonType, "vpc-cni").inputs.configurationValues)), {
            enableNetworkPolicy: "true",
            env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
        });
        // Volumes that pods claim are tagged like every resource of the stack.
        assert.deepEqual(JSON.parse(String(run.one(addonType, "aws-ebs-csi-driver").inputs.configurationValues)), {
            controller: {
                extraVolumeTags: { project: "inference-platform", stack: run.run.stack, "managed-by": "pulumi" },
            },
        });
        assert.equal("configurationValues" in run.one(addonType, "coredns").inputs, false);
    });
});
