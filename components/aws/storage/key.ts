import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AwsScope, keepingData } from "../scope";

export interface KeyArgs {
    readonly scope: AwsScope;
    /** What the key encrypts, shown in the console. */
    readonly purpose: string;
    /** Default: the stack's region. */
    readonly region?: string;
    /** Key policy as JSON. Default: the account's IAM policies decide. */
    readonly policy?: pulumi.Input<string>;
}

/** A KMS key of ours with yearly rotation; deleting it takes 30 days, in which the deletion can be undone. */
export class Key extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;

    constructor(name: string, args: KeyArgs, opts?: pulumi.ComponentResourceOptions) {
        // What the key encrypted is lost with it.
        super("inference-platform:aws:Key", name, {}, keepingData(args.scope, opts));
        const { scope, region = scope.region } = args;
        const key = new aws.kms.Key(
            name,
            {
                description: `${args.purpose} of stack ${scope.stack}`,
                enableKeyRotation: true,
                deletionWindowInDays: 30,
                ...(args.policy !== undefined && { policy: args.policy }),
                region,
                tags: scope.tags,
            },
            { parent: this },
        );
        new aws.kms.Alias(
            name,
            { name: `alias/${scope.tags.project}/${scope.stack}/${name}`, targetKeyId: key.keyId, region },
            { parent: this },
        );
        this.arn = key.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
