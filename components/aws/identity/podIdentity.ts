import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ServiceAccountRef } from "../../platform";
import { type Grant, grantFaults, policyJson } from "./policyDocument";
import { policyParts } from "./policyParts";
import { type InputFault, refusal } from "../refusal";
import { type AwsScope } from "../scope";

/** The cluster that a role trusts, and what must run in it before a pod can take the role on. */
export interface IdentityCluster {
    readonly name: pulumi.Input<string>;
    readonly arn: pulumi.Input<string>;
    /** The Pod Identity agent: associations follow it. */
    readonly agent: pulumi.Resource;
}

export interface PodIdentityArgs extends ServiceAccountRef {
    readonly scope: AwsScope;
    readonly cluster: IdentityCluster;
    /** At least one grant or managed policy; a pod that needs nothing from AWS gets no identity. */
    readonly grants: readonly Grant[];
    /** Names of AWS's own policies, path included, for drivers whose policy AWS maintains with them. Default: none. */
    readonly managedPolicies?: readonly string[];
}

/**
 * An IAM role for the pods of one service account, through EKS Pod Identity.
 *
 * One role per service account keeps a stolen pod credential as small as its workload. Pod Identity is used instead of IRSA
 * because it needs no OIDC provider and its session tags name the pod.
 *
 * @throws pulumi.InputPropertiesError listing every wildcard, and for more grants than IAM's limits let a role have.
 */
export class PodIdentity extends pulumi.ComponentResource {
    public readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: PodIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:PodIdentity", name, {}, opts);
        const { scope, cluster, grants, managedPolicies = [] } = args;
        const faults = podIdentityFaults(args);
        if (faults.length > 0) {
            throw refusal(`Pod identity "${name}" is refused`, faults);
        }

        const role = new aws.iam.Role(
            name,
            {
                description: `Pods of ${args.namespace}/${args.serviceAccount} in stack ${scope.stack}`,
                assumeRolePolicy: podTrust(args),
                tags: scope.tags,
            },
            { parent: this },
        );
        const permissions: pulumi.Resource[] = managedPolicies.map(
            (policy) =>
                new aws.iam.RolePolicyAttachment(
                    `${name}-${policy.split("/").at(-1)}`,
                    { role: role.name, policyArn: `arn:${scope.partition}:iam::aws:policy/${policy}` },
                    { parent: this },
                ),
        );
        const { inline, managed } = policyParts(grants, managedPolicies.length);
        if (inline.length > 0) {
            const policy = policyJson(inline);
            permissions.push(new aws.iam.RolePolicy(name, { role: role.name, policy }, { parent: this }));
        }
        managed.forEach((part, i) => permissions.push(this.attach(`${name}-${i + 2}`, role, part, scope)));
        new aws.eks.PodIdentityAssociation(
            name,
            {
                clusterName: cluster.name,
                namespace: args.namespace,
                serviceAccount: args.serviceAccount,
                roleArn: role.arn,
                tags: scope.tags,
            },
            // Pods that start before the policy exists would keep the denial for as long as their session lasts.
            { parent: this, dependsOn: [...permissions, cluster.agent] },
        );

        this.roleArn = role.arn;
        this.registerOutputs({ roleArn: this.roleArn });
    }

    /** What the role's inline policy has no room for. */
    private attach(name: string, role: aws.iam.Role, grants: readonly Grant[], { tags }: AwsScope): pulumi.Resource {
        const policy = new aws.iam.Policy(name, { policy: policyJson(grants), tags }, { parent: this });
        return new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: policy.arn }, { parent: this });
    }
}

/** Every reason why an identity is unacceptable, with the path of the offending property. */
export function podIdentityFaults(args: Pick<PodIdentityArgs, "grants" | "managedPolicies">): readonly InputFault[] {
    if (args.grants.length === 0 && (args.managedPolicies ?? []).length === 0) {
        return [{ propertyPath: "grants", reason: "is empty: drop the identity, or name what the pod needs" }];
    }
    return grantFaults(args.grants);
}

/** Trust policy: pods of this service account in this cluster may assume the role. Source: EKS user guide, pod identity role. */
function podTrust({ cluster, namespace, serviceAccount, scope }: PodIdentityArgs): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "pods.eks.amazonaws.com" },
                Action: ["sts:AssumeRole", "sts:TagSession"],
                Condition: {
                    StringEquals: {
                        "aws:SourceAccount": scope.accountId,
                        "aws:RequestTag/eks-cluster-arn": cluster.arn,
                        "aws:RequestTag/kubernetes-namespace": namespace,
                        "aws:RequestTag/kubernetes-service-account": serviceAccount,
                    },
                },
            },
        ],
    });
}
