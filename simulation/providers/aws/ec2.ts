import { regionalArn } from "../account";
import { ec2Id, given, text } from "../naming";
import { type SimulatedResource, type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

const arn = (resource: SimulatedResource, kind: string, id: string) =>
    regionalArn(resource.account, "ec2", `${kind}/${id}`);

/** The rules of one security group, ingress and egress alike. */
const securityGroupRule = {
    id: (resource: SimulatedResource) => ec2Id("sgr", resource.seed),
    outputs: (resource: SimulatedResource, id: string) => ({
        arn: arn(resource, "security-group-rule", id),
        securityGroupRuleId: id,
    }),
    replaceOn: forcesNewInRegion("ec2/vpc_security_group_ingress_rule.go", "securityGroupId"),
};

export const ec2Types: TypeTable = {
    "aws:ec2/launchTemplate:LaunchTemplate": {
        autoName: { property: "name", maxLength: 125 },
        id: (resource) => ec2Id("lt", resource.seed),
        outputs: (resource, id) => ({ arn: arn(resource, "launch-template", id), latestVersion: 1, defaultVersion: 1 }),
        counters: ["latestVersion"],
        replaceOn: forcesNewInRegion("ec2/ec2_launch_template.go", "name", "namePrefix"),
    },
    "aws:ec2/securityGroup:SecurityGroup": {
        autoName: { property: "name", maxLength: 255 },
        id: (resource) => ec2Id("sg", resource.seed),
        outputs: (resource, id) => ({
            arn: arn(resource, "security-group", id),
            ownerId: resource.account.accountId,
            description: given(resource.inputs, "description", "Managed by Pulumi"),
        }),
        replaceOn: forcesNewInRegion("ec2/vpc_security_group.go", "name", "namePrefix", "description", "vpcId"),
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
    "aws:ec2/vpc:Vpc": {
        id: (resource) => ec2Id("vpc", resource.seed),
        outputs: (resource, id) => ({
            arn: arn(resource, "vpc", id),
            ownerId: resource.account.accountId,
            defaultSecurityGroupId: ec2Id("sg", `${resource.seed}/default`),
            defaultNetworkAclId: ec2Id("acl", resource.seed),
            defaultRouteTableId: ec2Id("rtb", resource.seed),
            mainRouteTableId: ec2Id("rtb", resource.seed),
            dhcpOptionsId: ec2Id("dopt", resource.account.region),
        }),
        replaceOn: forcesNewInRegion("ec2/vpc_.go", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"),
    },
    "aws:ec2/subnet:Subnet": {
        id: (resource) => ec2Id("subnet", resource.seed),
        outputs: (resource, id) => ({
            arn: arn(resource, "subnet", id),
            ownerId: resource.account.accountId,
            availabilityZone: given(resource.inputs, "availabilityZone", resource.account.zones[0]),
        }),
        replaceOn: forcesNewInRegion(
            "ec2/vpc_subnet.go",
            "availabilityZone",
            "availabilityZoneId",
            "cidrBlock",
            "ipv6Native",
            "outpostArn",
            "vpcId",
        ),
    },
    "aws:ec2/internetGateway:InternetGateway": {
        id: (resource) => ec2Id("igw", resource.seed),
        outputs: (resource, id) => ({
            arn: arn(resource, "internet-gateway", id),
            ownerId: resource.account.accountId,
        }),
        replaceOn: forcesNewInRegion("ec2/vpc_internet_gateway.go"),
    },
    "aws:ec2/eip:Eip": {
        id: (resource) => ec2Id("eipalloc", resource.seed),
        outputs: (resource, id) => ({
            arn: arn(resource, "elastic-ip", id),
            allocationId: id,
            publicIp: exampleAddress(resource.seed),
        }),
        replaceOn: forcesNewInRegion("ec2/ec2_eip.go", "address", "domain", "publicIpv4Pool"),
    },
    "aws:ec2/natGateway:NatGateway": {
        id: (resource) => ec2Id("nat", resource.seed),
        outputs: (resource) => ({
            networkInterfaceId: ec2Id("eni", resource.seed),
            publicIp: exampleAddress(resource.seed),
        }),
        replaceOn: forcesNewInRegion(
            "ec2/vpc_nat_gateway.go",
            "allocationId",
            "connectivityType",
            "privateIp",
            "subnetId",
        ),
    },
    "aws:ec2/routeTable:RouteTable": {
        id: (resource) => ec2Id("rtb", resource.seed),
        outputs: (resource, id) => ({ arn: arn(resource, "route-table", id), ownerId: resource.account.accountId }),
        replaceOn: forcesNewInRegion("ec2/vpc_route_table.go", "vpcId"),
    },
    "aws:ec2/route:Route": {
        id: (resource) => `r-${text(resource.inputs, "routeTableId", "rtb")}1080289494`,
        outputs: () => ({ origin: "CreateRoute", state: "active" }),
        replaceOn: forcesNewInRegion(
            "ec2/vpc_route.go",
            "destinationCidrBlock",
            "destinationIpv6CidrBlock",
            "destinationPrefixListId",
            "routeTableId",
        ),
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        id: (resource) => ec2Id("rtbassoc", resource.seed),
        replaceOn: forcesNewInRegion("ec2/vpc_route_table_association.go", "gatewayId", "subnetId"),
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        id: (resource) => ec2Id("vpce", resource.seed),
        outputs: (resource, id) => ({
            arn: arn(resource, "vpc-endpoint", id),
            ownerId: resource.account.accountId,
            prefixListId: ec2Id("pl", text(resource.inputs, "serviceName")),
            dnsEntries: [
                {
                    dnsName: `${id}.${text(resource.inputs, "serviceName")}.vpce.amazonaws.com`,
                    hostedZoneId: "Z1HUB23UULQXV",
                },
            ],
            networkInterfaceIds: [],
            requesterManaged: false,
            state: "available",
        }),
        replaceOn: forcesNewInRegion("ec2/vpc_endpoint.go", "serviceName", "serviceRegion", "vpcEndpointType", "vpcId"),
    },
    "aws:ec2/flowLog:FlowLog": {
        id: (resource) => ec2Id("fl", resource.seed),
        outputs: (resource, id) => ({ arn: arn(resource, "vpc-flow-log", id) }),
        replaceOn: forcesNewInRegion(
            "ec2/vpc_flow_log.go",
            "deliverCrossAccountRole",
            "destinationOptions",
            "eniId",
            "iamRoleArn",
            "logDestination",
            "logDestinationType",
            "logFormat",
            "maxAggregationInterval",
            "subnetId",
            "trafficType",
            "transitGatewayAttachmentId",
            "transitGatewayId",
            "vpcId",
        ),
    },
    "aws:ec2/tag:Tag": {
        id: (resource) => `${text(resource.inputs, "resourceId")},${text(resource.inputs, "key")}`,
        replaceOn: forcesNewInRegion("ec2/tag_gen.go", "key", "resourceId"),
    },
};

/** An address of a block reserved for documentation (RFC 5737), so that no real host appears. */
function exampleAddress(seed: string): string {
    const last = [...seed].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 254, 7) + 1;
    return `203.0.113.${last}`;
}
