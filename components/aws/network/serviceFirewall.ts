import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AwsScope } from "../scope";

export interface ServiceFirewallArgs {
    readonly scope: AwsScope;
    readonly vpcId: pulumi.Input<string>;
    /** The one TCP port that is open. */
    readonly port: number;
    /** Security group of the permitted clients. */
    readonly from: pulumi.Input<string>;
}

/** A security group that admits one other group to one port, and lets nothing out. */
export class ServiceFirewall extends pulumi.ComponentResource {
    public readonly groupId: pulumi.Output<string>;

    constructor(name: string, args: ServiceFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ServiceFirewall", name, {}, opts);
        const { scope, port } = args;
        const group = new aws.ec2.SecurityGroup(
            name,
            { description: `Port ${port} from nodes of the cluster`, vpcId: args.vpcId, tags: scope.tags },
            { parent: this },
        );
        new aws.vpc.SecurityGroupIngressRule(
            name,
            {
                description: "From nodes of the cluster",
                securityGroupId: group.id,
                referencedSecurityGroupId: args.from,
                ipProtocol: "tcp",
                fromPort: port,
                toPort: port,
                tags: scope.tags,
            },
            // The rule refers to the cluster: kept with a protected database, it would keep the cluster too.
            { parent: this, protect: false },
        );
        this.groupId = group.id;
        this.registerOutputs({ groupId: this.groupId });
    }
}
