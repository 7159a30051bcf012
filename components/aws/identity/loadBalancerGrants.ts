import * as pulumi from "@pulumi/pulumi";
import { type Conditions, type Grant } from "./policyDocument";
import { clusterName, type AwsScope } from "../scope";
import { unnarrowableActions } from "./unnarrowableActions";

/**
 * The controller's tag on what it makes; upstream's policy asks that it is there, ours that it names this cluster. Source:
 * kubernetes-sigs/aws-load-balancer-controller, docs/install/iam_policy.json, for a controller that keeps network load
 * balancers for Services (no WAF, Shield, Cognito or server certificates, which only Ingress objects use).
 */
const ownerTag = "elbv2.k8s.aws/cluster";

export function loadBalancerControllerGrants(scope: AwsScope, vpcArn: pulumi.Input<string>): readonly Grant[] {
    const { partition, region, accountId } = scope;
    const cluster = clusterName(scope.stack);
    const balancing = (resource: string) =>
        pulumi.interpolate`arn:${partition}:elasticloadbalancing:${region}:${accountId}:${resource}`;
    const securityGroups = pulumi.interpolate`arn:${partition}:ec2:${region}:${accountId}:security-group/*`;
    const targetGroups = balancing("targetgroup/*");
    const balancers = balancing("loadbalancer/net/*");
    const listeners = balancing("listener/net/*");
    const owned: Conditions = { StringEquals: { [`aws:ResourceTag/${ownerTag}`]: cluster } };
    const requested: Conditions = { StringEquals: { [`aws:RequestTag/${ownerTag}`]: cluster } };
    return [
        { actions: unnarrowableActions.loadBalancing, resources: ["*"] },
        {
            actions: ["iam:CreateServiceLinkedRole"],
            resources: [
                pulumi.interpolate`arn:${partition}:iam::${accountId}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*`,
            ],
            conditions: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
        },
        // Security groups: create in this network with the tag, change and delete only what carries it.
        { actions: ["ec2:CreateSecurityGroup"], resources: [securityGroups], conditions: requested },
        { actions: ["ec2:CreateSecurityGroup"], resources: [vpcArn] },
        {
            actions: ["ec2:CreateTags"],
            resources: [securityGroups],
            conditions: {
                StringEquals: { "ec2:CreateAction": "CreateSecurityGroup", [`aws:RequestTag/${ownerTag}`]: cluster },
            },
        },
        {
            actions: ["ec2:CreateTags", "ec2:DeleteTags"],
            resources: [securityGroups],
            // The tag itself stays as it is.
            conditions: { ...owned, Null: { [`aws:RequestTag/${ownerTag}`]: "true" } },
        },
        { actions: ["ec2:DeleteSecurityGroup"], resources: [securityGroups], conditions: owned },
        {
            // Also on the nodes' group, which EKS owns: the controller opens it to its load balancers.
            actions: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
            resources: [securityGroups],
            conditions: { ArnEquals: { "ec2:Vpc": vpcArn } },
        },
        {
            actions: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
            resources: [balancers, targetGroups],
            conditions: requested,
        },
        {
            actions: ["elasticloadbalancing:AddTags"],
            resources: [balancers, targetGroups],
            conditions: {
                StringEquals: {
                    "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup"],
                    [`aws:RequestTag/${ownerTag}`]: cluster,
                },
            },
        },
        {
            actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
            resources: [balancers, targetGroups],
            conditions: { ...owned, Null: { [`aws:RequestTag/${ownerTag}`]: "true" } },
        },
        {
            actions: [
                "elasticloadbalancing:DeleteLoadBalancer",
                "elasticloadbalancing:DeleteTargetGroup",
                "elasticloadbalancing:ModifyLoadBalancerAttributes",
                "elasticloadbalancing:ModifyTargetGroup",
                "elasticloadbalancing:ModifyTargetGroupAttributes",
                "elasticloadbalancing:SetIpAddressType",
                "elasticloadbalancing:SetSecurityGroups",
                "elasticloadbalancing:SetSubnets",
            ],
            resources: [balancers, targetGroups],
            conditions: owned,
        },
        {
            actions: ["elasticloadbalancing:CreateListener"],
            resources: [balancers],
            conditions: owned,
        },
        {
            actions: [
                "elasticloadbalancing:AddListenerCertificates",
                "elasticloadbalancing:DeleteListener",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:ModifyListenerAttributes",
                "elasticloadbalancing:RemoveListenerCertificates",
            ],
            resources: [listeners],
            conditions: owned,
        },
        {
            actions: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
            resources: [listeners],
        },
        {
            actions: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
            resources: [targetGroups],
            conditions: owned,
        },
    ];
}
