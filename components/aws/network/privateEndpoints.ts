import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { endpointService } from "../regions";
import { httpsRule, inName } from "./httpsRule";
import { type AwsScope } from "../scope";

/** AWS APIs that nodes and pods call, by endpoint name, and their callers. */
export const privateEndpoints = {
    "ecr.api": "kubelets, for image credentials",
    "ecr.dkr": "kubelets, for images",
    sts: "roles of nodes and pods",
    "eks-auth": "the Pod Identity agent",
    eks: "Cluster Autoscaler, for labels and taints of node groups",
    ec2: "the VPC CNI and the EBS CSI driver",
    logs: "pods and nodes that write to CloudWatch",
    elasticloadbalancing: "the load balancer controller",
    autoscaling: "Cluster Autoscaler",
    secretsmanager: "external-secrets",
} as const;

/** The same for a network without any other way out. */
const endpointsWithoutNat = {
    ssm: "Session Manager, the only way onto a node",
    ssmmessages: "Session Manager",
    ec2messages: "Session Manager",
    sqs: "batch workloads, and KEDA that scales them",
    sns: "Alertmanager, for receivers of kind sns",
} as const;

export interface PrivateEndpointsArgs {
    readonly scope: AwsScope;
    readonly vpcId: pulumi.Input<string>;
    /** Ranges that may call the endpoints: those of the VPC, the first of which has been there from the start. */
    readonly cidrs: readonly string[];
    readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
    /** Whether the network has another way to AWS, through NAT. */
    readonly nat: boolean;
}

/** Interface endpoints, so that calls to AWS stay inside the network and go on when NAT does not. */
export class PrivateEndpoints extends pulumi.ComponentResource {
    /** What calls AWS waits for these, and is gone before them. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: PrivateEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:PrivateEndpoints", name, {}, opts);
        const { scope, vpcId } = args;
        const group = new aws.ec2.SecurityGroup(
            name,
            { description: "AWS APIs from inside the network", vpcId, tags: scope.tags },
            { parent: this },
        );
        const rules = args.cidrs.map((cidr, i) =>
            httpsRule(
                i === 0 ? name : `${name}-${inName(cidr)}`,
                { description: "TLS from nodes and pods", securityGroupId: group.id, cidr, tags: scope.tags },
                { parent: this },
            ),
        );
        const endpoints = endpointServices(args.nat).map(
            (service) =>
                new aws.ec2.VpcEndpoint(
                    `${name}-${service.replace(".", "-")}`,
                    {
                        vpcId,
                        vpcEndpointType: "Interface",
                        serviceName: endpointService(scope.region, service),
                        privateDnsEnabled: true,
                        subnetIds: args.subnetIds,
                        securityGroupIds: [group.id],
                        tags: { ...scope.tags, Name: `${scope.tags.project}-${scope.stack}-${service}` },
                    },
                    { parent: this },
                ),
        );
        this.ready = [...rules, ...endpoints];
        this.registerOutputs({});
    }
}

/** Endpoint names of a network with or without NAT. */
export function endpointServices(nat: boolean): readonly string[] {
    return Object.keys({ ...privateEndpoints, ...(!nat && endpointsWithoutNat) });
}
