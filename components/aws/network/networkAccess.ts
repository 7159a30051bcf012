import type * as pulumi from "@pulumi/pulumi";
import { type IngressConfig } from "../../../config/ingress";

/** The network of a stack as the rest of the AWS side sees it, whoever made it. */
export interface NetworkAccess {
    readonly vpcId: pulumi.Output<string>;
    readonly vpcArn: pulumi.Output<string>;
    /** Private subnets, in the order of the zones. */
    readonly privateSubnetIds: pulumi.Output<string[]>;
    /** IPv4 ranges of the VPC. */
    readonly cidrs: readonly string[];
    /** Ranges of the private subnets, where managed services answer from. */
    readonly privateCidrs: readonly string[];
    /** Interface endpoints: nodes and what runs on them wait for these, since without NAT they reach AWS no other way. */
    readonly endpoints: readonly pulumi.Resource[];
    /** Subnets of load balancers. Default: the load balancer controller finds them by their tags. */
    readonly loadBalancerSubnets?: Readonly<Record<IngressConfig["scheme"], readonly string[]>>;
}

/** Of subnets in the order of the zones those at these positions; without positions all of them. */
export function subnetsAt(ids: readonly string[], zones: readonly number[] | undefined): string[] {
    return ids.filter((_, position) => zones?.includes(position) ?? true);
}
