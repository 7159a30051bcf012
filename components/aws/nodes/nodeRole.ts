import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Grant, policyJson, serviceTrust } from "../identity/policyDocument";
import { type AwsScope } from "../scope";

/**
 * What a node may do: join, pull images, configure pod networks, be reached through Session Manager. Nothing that a pod needs
 * belongs here, since every pod that reaches the node's metadata would have it.
 */
const nodePolicies = [
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
] as const;

export interface NodeRoleArgs {
    readonly scope: AwsScope;
    /** Start of the names of repositories in which ECR caches images of other registries. Default: it caches none. */
    readonly imageCache?: string;
}

/** The IAM role that all nodes of the cluster share. */
export class NodeRole extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;
    /** The role's policies: a node that starts before them does not join. */
    public readonly policies: readonly pulumi.Resource[];

    constructor(name: string, args: NodeRoleArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:NodeRole", name, {}, opts);
        const { scope, imageCache } = args;
        const role = new aws.iam.Role(
            name,
            {
                description: `Nodes of stack ${scope.stack}`,
                assumeRolePolicy: serviceTrust("ec2.amazonaws.com"),
                tags: scope.tags,
            },
            { parent: this },
        );
        const attached = nodePolicies.map(
            (policy) =>
                new aws.iam.RolePolicyAttachment(
                    `${name}-${policy}`,
                    { role: role.name, policyArn: `arn:${scope.partition}:iam::aws:policy/${policy}` },
                    { parent: this },
                ),
        );
        this.policies =
            imageCache === undefined
                ? attached
                : [
                      ...attached,
                      new aws.iam.RolePolicy(
                          `${name}-image-cache`,
                          { role: role.name, policy: policyJson([imageCacheGrant(scope, imageCache)]) },
                          { parent: this },
                      ),
                  ];
        this.arn = role.arn;
        this.registerOutputs({ arn: this.arn });
    }
}

/** The first pull of an image creates its repository. Source: ECR user guide, IAM permissions for pull through cache. */
function imageCacheGrant({ partition, region, accountId }: AwsScope, prefix: string): Grant {
    return {
        actions: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
        resources: [pulumi.interpolate`arn:${partition}:ecr:${region}:${accountId}:repository/${prefix}/*`],
    };
}
