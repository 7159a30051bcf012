import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface HttpsRuleArgs {
    readonly description: string;
    readonly securityGroupId: pulumi.Input<string>;
    /** IPv4 network that is admitted. */
    readonly cidr: string;
    readonly tags: Readonly<Record<string, string>>;
}

/** Admits one network to port 443 of a security group. */
export function httpsRule(
    name: string,
    { description, securityGroupId, cidr, tags }: HttpsRuleArgs,
    opts: pulumi.CustomResourceOptions,
): aws.vpc.SecurityGroupIngressRule {
    return new aws.vpc.SecurityGroupIngressRule(
        name,
        { description, securityGroupId, cidrIpv4: cidr, ipProtocol: "tcp", fromPort: 443, toPort: 443, tags },
        opts,
    );
}

/** An IPv4 network as a part of a resource's name. */
export function inName(cidr: string): string {
    return cidr.replaceAll(/[./]/g, "-");
}
