import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { EksIdentities } from "../../../../components/aws/identity/identities";
import { podIdentityFaults } from "../../../../components/aws/identity/podIdentity";
import { type AddonIdentity } from "../../../../components/platform";
import { simulate, type Simulated } from "../../../support/simulate";
import { brief, statementsOf } from "../../../support/aws/iam";
import { standIn, testScope } from "../../../support/aws/scope";

const account = "111122223333";

const cluster = `arn:aws:eks:us-west-2:${account}:cluster/inference-platform-test`;

const modelsKey = `arn:aws:kms:us-west-2:${account}:key/models`;

function identities(agent: pulumi.Resource): EksIdentities {
    const store = (name: string, keyArn?: string) => ({
        bucket: pulumi.output(name),
        arn: pulumi.output(`arn:aws:s3:::${name}`),
        region: "us-west-2",
        ...(keyArn === undefined ? {} : { keyArn: pulumi.output(keyArn) }),
    });
    return new EksIdentities({
        scope: testScope(),
        cluster: { name: "inference-platform-test", arn: cluster, agent },
        stores: { models: store("models-bucket", modelsKey), data: store("data-bucket") },
        vpcArn: `arn:aws:ec2:us-west-2:${account}:vpc/vpc-1`,
        hostedZoneId: "Z0123456789",
    });
}

function forAddon(addon: AddonIdentity): Promise<Simulated> {
    return simulate(() => {
        identities(standIn("agent")).forAddon(addon, { namespace: "ns", serviceAccount: "sa" }, {});
    });
}

function grantsOf(run: Simulated): readonly string[] {
    return run.all("aws:iam/rolePolicy:RolePolicy").flatMap((policy) => statementsOf(policy).map(brief));
}

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

    it("external-dns changes one hosted zone, and has no identity without one", async () => {
        assert.deepEqual(grantsOf(await forAddon("external-dns")), [
            "route53:ChangeResourceRecordSets route53:ListResourceRecordSets route53:ListTagsForResources | " +
                "arn:aws:route53:::hostedzone/Z0123456789",
            "route53:ListHostedZones | *",
        ]);
        assert.deepEqual(podIdentityFaults({ grants: [] }), [
            { propertyPath: "grants", reason: "is empty: drop the identity, or name what the pod needs" },
        ]);
    });

    it("external-secrets reads the stack's prefix and nothing beside it", async () => {
        assert.deepEqual(grantsOf(await forAddon("external-secrets")), [
            "secretsmanager:GetSecretValue secretsmanager:DescribeSecret | " +
                `arn:aws:secretsmanager:us-west-2:${account}:secret:inference-platform/test/*`,
        ]);
    });

    it("the load balancer controller changes only what carries its cluster's tag", async () => {
        const run = await forAddon("load-balancer-controller");
        const tag = "elbv2.k8s.aws/cluster";
        const ours = "inference-platform-test";
        const owned = `StringEquals aws:ResourceTag/${tag} "${ours}"`;
        const requested = `StringEquals aws:RequestTag/${tag} "${ours}"`;
        const keepsTag = `Null aws:RequestTag/${tag} "true"`;
        const groups = `arn:aws:ec2:us-west-2:${account}:security-group/*`;
        const elb = (what: string) => `arn:aws:elasticloadbalancing:us-west-2:${account}:${what}`;
        const both = `${elb("loadbalancer/net/*")} ${elb("targetgroup/*")}`;
        const vpc = `arn:aws:ec2:us-west-2:${account}:vpc/vpc-1`;
        const [read = "", ...write] = grantsOf(run);
        assert.match(read, /^(?:(?:ec2|elasticloadbalancing):(?:Describe|Get)\w+ )+\| \*$/);
        assert.deepEqual(write, [
            "iam:CreateServiceLinkedRole | " +
                `arn:aws:iam::${account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/* | ` +
                'StringEquals iam:AWSServiceName "elasticloadbalancing.amazonaws.com"',
            `ec2:CreateSecurityGroup | ${groups} | ${requested}`,
            `ec2:CreateSecurityGroup | ${vpc}`,
            `ec2:CreateTags | ${groups} | StringEquals ec2:CreateAction "CreateSecurityGroup" | ${requested}`,
            `ec2:CreateTags ec2:DeleteTags | ${groups} | ${owned} | ${keepsTag}`,
            `ec2:DeleteSecurityGroup | ${groups} | ${owned}`,
            "ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress | " +
                `${groups} | ArnEquals ec2:Vpc "${vpc}"`,
            "elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:CreateTargetGroup | " +
                `${both} | ${requested}`,
            `elasticloadbalancing:AddTags | ${both} | ` +
                'StringEquals elasticloadbalancing:CreateAction ["CreateLoadBalancer","CreateTargetGroup"] | ' +
                requested,
            `elasticloadbalancing:AddTags elasticloadbalancing:RemoveTags | ${both} | ${owned} | ${keepsTag}`,
            "elasticloadbalancing:DeleteLoadBalancer elasticloadbalancing:DeleteTargetGroup " +
                "elasticloadbalancing:ModifyLoadBalancerAttributes elasticloadbalancing:ModifyTargetGroup " +
                "elasticloadbalancing:ModifyTargetGroupAttributes elasticloadbalancing:SetIpAddressType " +
                `elasticloadbalancing:SetSecurityGroups elasticloadbalancing:SetSubnets | ${both} | ${owned}`,
            `elasticloadbalancing:CreateListener | ${elb("loadbalancer/net/*")} | ${owned}`,
            "elasticloadbalancing:AddListenerCertificates elasticloadbalancing:DeleteListener " +
                "elasticloadbalancing:ModifyListener elasticloadbalancing:ModifyListenerAttributes " +
                `elasticloadbalancing:RemoveListenerCertificates | ${elb("listener/net/*")} | ${owned}`,
            `elasticloadbalancing:AddTags elasticloadbalancing:RemoveTags | ${elb("listener/net/*")}`,
            "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets | " +
                `${elb("targetgroup/*")} | ${owned}`,
        ]);
    });
});
