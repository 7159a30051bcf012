import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

const addonType = "aws:eks/addon:Addon";

describe("managed add-ons", () => {
    it("are all ours, at the default version of the cluster's minor", async () => {
        const addons = (await simulateAws("prod")).all(addonType);
        assert.deepEqual(addons.map(({ inputs }) => inputs.addonName).sort(), [
            "aws-ebs-csi-driver",
            "aws-mountpoint-s3-csi-driver",
            "coredns",
            "eks-node-monitoring-agent",
            "eks-pod-identity-agent",
            "kube-proxy",
            "metrics-server",
            "snapshot-controller",
            "vpc-cni",
        ]);
        for (const { inputs } of addons) {
            assert.equal(inputs.addonVersion, "v1.36.0-eksbuild.1");
            assert.equal(inputs.clusterName, "inference-platform-prod");
            assert.equal(inputs.resolveConflictsOnUpdate, "OVERWRITE");
        }
    });

    it("can be pinned one by one", async () => {
        const run = await simulateAws("prod", { settings: ["cluster.addonVersions.coredns=v1.13.2-eksbuild.4"] });
        assert.equal(run.one(addonType, "coredns").inputs.addonVersion, "v1.13.2-eksbuild.4");
        assert.equal(run.one(addonType, "kube-proxy").inputs.addonVersion, "v1.36.0-eksbuild.1");
    });
});
