import * as pulumi from "@pulumi/pulumi";
import { type KeysConfig } from "../../../config/keys";
import { type AddonIdentity } from "../../platform";
import { loadBalancerControllerGrants } from "./loadBalancerGrants";
import { keyGrants } from "./keyGrants";
import { type Grant } from "./policyDocument";
import { clusterName, secretPrefix, type AwsScope } from "../scope";
import { unnarrowableActions } from "./unnarrowableActions";

export interface AddonGrantsArgs {
    readonly scope: AwsScope;
    readonly vpcArn: pulumi.Input<string>;
    /** Keys of the user's secrets and topics. */
    readonly keys: KeysConfig;
    /** Hosted zone that external-dns manages. Default: none; external-dns then gets no identity. */
    readonly hostedZoneId?: string;
}

/** What each add-on that talks to AWS may do there. */
export function addonGrants(addon: AddonIdentity, args: AddonGrantsArgs): readonly Grant[] {
    switch (addon) {
        case "cluster-autoscaler":
            return clusterAutoscalerGrants(args.scope);
        case "load-balancer-controller":
            return loadBalancerControllerGrants(args.scope, args.vpcArn);
        case "external-dns":
            return externalDnsGrants(args);
        case "external-secrets":
            return externalSecretsGrants(args);
        default:
            return addon satisfies never;
    }
}

/** Source: kubernetes/autoscaler, cloudprovider/aws/README, policy for auto-discovery and managed node groups. */
function clusterAutoscalerGrants({ partition, region, accountId, stack }: AwsScope): readonly Grant[] {
    const cluster = clusterName(stack);
    return [
        {
            actions: unnarrowableActions.nodeScaling,
            resources: ["*"],
        },
        {
            actions: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            resources: [
                pulumi.interpolate`arn:${partition}:autoscaling:${region}:${accountId}:autoScalingGroup:*:autoScalingGroupName/eks-*`,
            ],
            // EKS puts this tag on the Auto Scaling groups of the cluster's node groups.
            conditions: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${cluster}`]: "owned" } },
        },
        {
            actions: ["eks:DescribeNodegroup"],
            resources: [pulumi.interpolate`arn:${partition}:eks:${region}:${accountId}:nodegroup/${cluster}/*`],
        },
    ];
}

/** Source: external-dns, tutorials/aws: changes in one zone; listing zones cannot be narrowed. */
function externalDnsGrants({ scope, hostedZoneId }: AddonGrantsArgs): readonly Grant[] {
    if (hostedZoneId === undefined) {
        return [];
    }
    return [
        {
            actions: [
                "route53:ChangeResourceRecordSets",
                "route53:ListResourceRecordSets",
                "route53:ListTagsForResources",
            ],
            resources: [`arn:${scope.partition}:route53:::hostedzone/${hostedZoneId}`],
        },
        { actions: unnarrowableActions.dns, resources: ["*"] },
    ];
}

/** Source: external-secrets, provider/aws-secrets-manager: reading single secrets, none listed. */
function externalSecretsGrants({ scope, keys }: AddonGrantsArgs): readonly Grant[] {
    const { partition, region, accountId, stack } = scope;
    return [
        {
            actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
            resources: [
                pulumi.interpolate`arn:${partition}:secretsmanager:${region}:${accountId}:secret:${secretPrefix(stack)}*`,
            ],
        },
        ...keyGrants(keys.secrets, ["kms:Decrypt"], "secretsmanager", region),
    ];
}
