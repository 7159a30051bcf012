import assert from "node:assert/strict";
import { account, forAddon, grantsOf } from "../../../support/aws/identities";

describe("the identity of the load balancer controller", () => {
    it("changes only what carries its cluster's tag", async () => {
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
