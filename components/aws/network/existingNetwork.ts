import * as pulumi from "@pulumi/pulumi";
import { type ExistingNetworkConfig } from "../../../config/network";
import { type AwsScope } from "../scope";
import { type FoundNetwork, foundSubnet, type FoundVpc } from "./foundNetwork";
import { type NetworkAccess } from "./networkAccess";
import { PrivateEndpoints } from "./privateEndpoints";

export interface ExistingNetworkArgs {
    readonly scope: AwsScope;
    readonly config: ExistingNetworkConfig;
    /** What AWS says about it, without faults. */
    readonly found: FoundNetwork;
    /** Whether the stack makes interface endpoints in it. */
    readonly privateEndpoints: boolean;
}

/** A VPC that somebody else owns. Interface endpoints, where the stack file asks for them, are all that is made in it. */
export class ExistingNetwork extends pulumi.ComponentResource implements NetworkAccess {
    public readonly vpcId: pulumi.Output<string>;
    public readonly vpcArn: pulumi.Output<string>;
    public readonly privateSubnetIds: pulumi.Output<string[]>;
    public readonly cidrs: readonly string[];
    public readonly privateCidrs: readonly string[];
    public readonly endpoints: readonly pulumi.Resource[];
    public readonly loadBalancerSubnets: NonNullable<NetworkAccess["loadBalancerSubnets"]>;

    constructor(name: string, args: ExistingNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ExistingNetwork", name, {}, opts);
        const { vpcId, subnets } = args.config;
        const vpc = foundVpc(args.found);
        const privateIds = subnets.map((zone) => zone.private);

        this.vpcId = pulumi.output(vpcId);
        this.vpcArn = pulumi.output(vpc.arn);
        this.privateSubnetIds = pulumi.output(privateIds);
        this.cidrs = vpc.cidrs;
        this.privateCidrs = privateIds.map((id) => cidrOf(args.found, id));
        this.loadBalancerSubnets = {
            internal: privateIds,
            "internet-facing": subnets.flatMap((zone) => (zone.public === undefined ? [] : [zone.public])),
        };
        this.endpoints = args.privateEndpoints
            ? new PrivateEndpoints(
                  `${name}-endpoints`,
                  // The stack does not own the way out, so that nothing depends on it.
                  { scope: args.scope, vpcId, cidrs: vpc.cidrs, subnetIds: privateIds, nat: false },
                  { parent: this },
              ).ready
            : [];
        this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
    }
}

/** @throws Error for a VPC that was not found, which is a fault of the stack file before */
function foundVpc({ vpc }: FoundNetwork): FoundVpc {
    if (vpc === undefined) {
        throw new Error("the existing VPC was not found");
    }
    return vpc;
}

/** @throws Error for a subnet that is elsewhere, which is a fault of the stack file before */
function cidrOf(found: FoundNetwork, id: string): string {
    const subnet = foundSubnet(found, id);
    if (subnet === undefined) {
        throw new Error(`subnet ${id} is not in the existing VPC`);
    }
    return subnet.cidr;
}
