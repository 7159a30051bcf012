import assert from "node:assert/strict";
import { addonVersionFaults } from "../../../../components/aws/cluster/addonVersionFaults";

const faultsOf = (addonVersions: Record<string, string>) => addonVersionFaults({ addonVersions });

describe("addonVersionFaults", () => {
    it("accepts versions of the platform's add-ons", () => {
        assert.deepEqual(
            faultsOf({
                coredns: "v1.13.2-eksbuild.4",
                "aws-mountpoint-s3-csi-driver": "v2.5.0-eksbuild.1",
                "kube-proxy": "v1.36.0",
            }),
            [],
        );
    });

    it("suggests the nearest name for an add-on that does not exist", () => {
        assert.deepEqual(faultsOf({ "core-dns": "v1.13.2-eksbuild.4", karpenter: "v1.0.0" }), [
            { path: "cluster.addonVersions.core-dns", reason: 'is not a known key; did you mean "coredns"?' },
            {
                path: "cluster.addonVersions.karpenter",
                reason:
                    "is not a known key; allowed here: vpc-cni, kube-proxy, eks-pod-identity-agent, coredns, " +
                    "aws-ebs-csi-driver, aws-mountpoint-s3-csi-driver, metrics-server, snapshot-controller, " +
                    "eks-node-monitoring-agent",
            },
        ]);
    });

    it("wants versions as EKS writes them", () => {
        assert.deepEqual(faultsOf({ coredns: "1.13" }), [
            {
                path: "cluster.addonVersions.coredns",
                reason:
                    'is "1.13": must be a version as EKS writes it, for example v1.13.2-eksbuild.4; ' +
                    "aws eks describe-addon-versions --addon-name coredns lists them",
            },
        ]);
    });

    it("refuses an S3 driver whose mounts keep idle nodes", () => {
        for (const version of ["v2.0.0-eksbuild.1", "v1.15.0-eksbuild.1", "v2.4.9-eksbuild.9"]) {
            assert.deepEqual(faultsOf({ "aws-mountpoint-s3-csi-driver": version }), [
                {
                    path: "cluster.addonVersions.aws-mountpoint-s3-csi-driver",
                    reason:
                        `is "${version}": must be v2.5.0-eksbuild.1 or newer, before it, pods that mount models keep ` +
                        "idle nodes alive and their cache outgrows its limit",
                },
            ]);
        }
    });
});
