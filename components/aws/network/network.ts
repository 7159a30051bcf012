import type * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { type NetworkConfig, type natGatewayStrategies } from "../../../config/network";
import { createAlarms } from "../alarms/alarm";
import { endpointService } from "../regions";
import { FlowLogs } from "./flowLogs";
import { natAlarms } from "./natAlarms";
import { natGatewayCount, ownWayOut } from "./natGateways";
import { type NetworkAccess } from "./networkAccess";
import { PrivateEndpoints } from "./privateEndpoints";
import { type AwsScope } from "../scope";
import { plannedSubnets, subnetPlan } from "./subnetPlan";

export interface NetworkArgs {
    readonly scope: AwsScope;
    readonly config: NetworkConfig;
}

/**
 * The VPC of a stack: public subnets for load balancers and NAT, private ones for nodes and pods, over two or three zones.
 *
 * S3 is reached through a gateway endpoint, which costs nothing, so that loading models never pays for NAT.
 */
export class Network extends pulumi.ComponentResource implements NetworkAccess {
    public readonly vpcId: pulumi.Output<string>;
    public readonly vpcArn: pulumi.Output<string>;
    public readonly privateSubnetIds: pulumi.Output<string[]>;
    public readonly cidrs: readonly string[];
    public readonly privateCidrs: readonly string[];
    public readonly endpoints: readonly pulumi.Resource[];

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:Network", name, {}, opts);
        const { scope, config } = args;
        const plan = subnetPlan(config.cidr);

        const vpc = new awsx.ec2.Vpc(
            name,
            {
                cidrBlock: config.cidr,
                // The zones' names, when given, also fix which subnet is in which zone.
                ...(config.zoneNames === undefined
                    ? { numberOfAvailabilityZones: config.zones }
                    : { availabilityZoneNames: config.zoneNames }),
                enableDnsHostnames: true,
                enableDnsSupport: true,
                natGateways: { strategy: natStrategies[config.natGateways] },
                subnetStrategy: awsx.ec2.SubnetAllocationStrategy.Auto,
                availabilityZoneCidrMask: plan.zoneMask,
                subnetSpecs: [
                    {
                        type: "Private",
                        cidrMask: plan.privateMask,
                        tags: { ...scope.tags, "kubernetes.io/role/internal-elb": "1" },
                    },
                    {
                        type: "Public",
                        cidrMask: plan.publicMask,
                        tags: { ...scope.tags, "kubernetes.io/role/elb": "1" },
                    },
                ],
                vpcEndpointStrategy: awsx.ec2.VpcEndpointStrategy.Auto,
                vpcEndpointSpecs: [{ serviceName: endpointService(scope.region, "s3"), vpcEndpointType: "Gateway" }],
                tags: scope.tags,
            },
            { parent: this },
        );

        for (let i = 0; i < natGatewayCount(config); i++) {
            const gatewayId = vpc.natGateways.apply((gateways) => idOf(gateways[i]));
            createAlarms(`${name}-${i + 1}`, natAlarms(gatewayId), scope, { parent: this });
        }

        if (config.privateEndpoints) {
            this.endpoints = new PrivateEndpoints(
                `${name}-endpoints`,
                {
                    scope,
                    vpcId: vpc.vpcId,
                    cidrs: [config.cidr],
                    subnetIds: vpc.privateSubnetIds,
                    nat: ownWayOut(config),
                },
                { parent: this },
            ).ready;
        } else {
            this.endpoints = [];
        }
        if (config.flowLogDays > 0) {
            new FlowLogs(`${name}-flow-logs`, { scope, vpcId: vpc.vpcId, days: config.flowLogDays }, { parent: this });
        }

        this.vpcId = vpc.vpcId;
        this.vpcArn = pulumi.interpolate`arn:${scope.partition}:ec2:${scope.region}:${scope.accountId}:vpc/${vpc.vpcId}`;
        this.privateSubnetIds = vpc.privateSubnetIds;
        this.cidrs = [config.cidr];
        this.privateCidrs = plannedSubnets(config.cidr, config.zones).map((zone) => zone.private);
        this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
    }
}

/** The component's gateways are known when it is created, unlike their identifiers. */
function idOf(gateway: aws.ec2.NatGateway | undefined): pulumi.Output<string> {
    if (gateway === undefined) {
        throw new Error("the network has fewer NAT gateways than the stack file asks for");
    }
    return gateway.id;
}

const natStrategies: Readonly<Record<(typeof natGatewayStrategies)[number], awsx.ec2.NatGatewayStrategy>> = {
    none: awsx.ec2.NatGatewayStrategy.None,
    single: awsx.ec2.NatGatewayStrategy.Single,
    "one-per-zone": awsx.ec2.NatGatewayStrategy.OnePerAz,
};
