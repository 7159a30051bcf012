import assert from "node:assert/strict";
import { account, forAddon, grantsOf } from "../../../support/aws/identities";

describe("identities of add-ons", () => {
    it("Cluster Autoscaler changes only the Auto Scaling groups of its cluster", async () => {
        assert.deepEqual(grantsOf(await forAddon("cluster-autoscaler")), [
            "autoscaling:DescribeAutoScalingGroups autoscaling:DescribeAutoScalingInstances " +
                "autoscaling:DescribeLaunchConfigurations autoscaling:DescribeScalingActivities " +
                "autoscaling:DescribeTags ec2:DescribeImages ec2:DescribeInstanceTypes " +
                "ec2:DescribeLaunchTemplateVersions ec2:GetInstanceTypesFromInstanceRequirements | *",
            "autoscaling:SetDesiredCapacity autoscaling:TerminateInstanceInAutoScalingGroup | " +
                `arn:aws:autoscaling:us-west-2:${account}:autoScalingGroup:*:autoScalingGroupName/eks-* | ` +
                'StringEquals aws:ResourceTag/k8s.io/cluster-autoscaler/inference-platform-test "owned"',
            `eks:DescribeNodegroup | arn:aws:eks:us-west-2:${account}:nodegroup/inference-platform-test/*`,
        ]);
    });

    it("external-dns changes one hosted zone", async () => {
        assert.deepEqual(grantsOf(await forAddon("external-dns")), [
            "route53:ChangeResourceRecordSets route53:ListResourceRecordSets route53:ListTagsForResources | " +
                "arn:aws:route53:::hostedzone/Z0123456789",
            "route53:ListHostedZones | *",
        ]);
    });

    it("external-secrets reads the stack's prefix and nothing beside it", async () => {
        assert.deepEqual(grantsOf(await forAddon("external-secrets")), [
            "secretsmanager:GetSecretValue secretsmanager:DescribeSecret | " +
                `arn:aws:secretsmanager:us-west-2:${account}:secret:inference-platform/test/*`,
        ]);
    });

    it("external-secrets decrypts secrets under keys of the user's own, through Secrets Manager alone", async () => {
        const keys = { secrets: [`arn:aws:kms:us-west-2:${account}:key/00000000-0000-4000-8000-000000000000`] };
        assert.deepEqual(grantsOf(await forAddon("external-secrets", keys)).slice(1), [
            `kms:Decrypt | ${keys.secrets[0]} | StringEquals kms:ViaService "secretsmanager.us-west-2.amazonaws.com"`,
        ]);
    });
});
