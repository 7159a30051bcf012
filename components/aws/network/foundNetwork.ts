import * as aws from "@pulumi/aws";
import { type ExistingNetworkConfig } from "../../../config/network";

/** What AWS says about a VPC that somebody else owns, and about the subnets of it that the stack file names. */
export interface FoundNetwork {
    /** Undefined: these credentials see no such VPC in the region. */
    readonly vpc: FoundVpc | undefined;
    /** By the subnet's id; a subnet that is not in the VPC and zone of the stack file has only what differs. */
    readonly subnets: Readonly<Record<string, FoundSubnet | MisplacedSubnet>>;
}

export interface FoundVpc {
    readonly arn: string;
    /** IPv4 ranges, the first one first. */
    readonly cidrs: readonly string[];
    readonly enableDnsHostnames: boolean;
    readonly enableDnsSupport: boolean;
}

export interface FoundSubnet {
    readonly cidr: string;
    /** Id of the zone, which means the same in every account, such as `usw2-az1`. */
    readonly zoneId: string;
    readonly freeAddresses: number;
    /** Where the default route leads. */
    readonly way: "internet-gateway" | "elsewhere" | "nowhere" | "unknown";
}

/** A subnet that is elsewhere, or nowhere that these credentials can see. */
export interface MisplacedSubnet {
    readonly at: { readonly vpcId: string; readonly zone: string } | undefined;
}

/** A subnet that the stack file names. */
export interface ListedSubnet {
    readonly path: string;
    readonly id: string;
    readonly zone: string;
    readonly kind: "private" | "public";
}

/** The subnets in the order of the stack file. */
export function listedSubnets({ subnets }: ExistingNetworkConfig): readonly ListedSubnet[] {
    return subnets.flatMap((subnet, i) =>
        (["private", "public"] as const).flatMap((kind) => {
            const id = subnet[kind];
            return id === undefined
                ? []
                : [{ path: `network.existing.subnets[${i}].${kind}`, id, zone: subnet.zone, kind }];
        }),
    );
}

/** The subnet of this id; undefined where it is not in the VPC and zone of the stack file. */
export function foundSubnet({ subnets }: FoundNetwork, id: string): FoundSubnet | undefined {
    const subnet = subnets[id];
    return subnet === undefined || "at" in subnet ? undefined : subnet;
}

/** Asks AWS. Plain values, since which resources there are and what NetworkPolicies say cannot wait for an output. */
export async function findNetwork(existing: ExistingNetworkConfig): Promise<FoundNetwork> {
    const { vpcId } = existing;
    const [vpc, found] = await Promise.all([
        findVpc(vpcId),
        Promise.all(
            listedSubnets(existing).map(async ({ id, zone }) => [id, await findSubnet(id, vpcId, zone)] as const),
        ),
    ]);
    return { vpc, subnets: Object.fromEntries(found) };
}

async function findVpc(id: string): Promise<FoundVpc | undefined> {
    // A list is empty where a single one would be an error of the provider.
    const { ids } = await aws.ec2.getVpcs({ filters: [{ name: "vpc-id", values: [id] }] });
    if (ids.length === 0) {
        return undefined;
    }
    const { arn, cidrBlock, cidrBlockAssociations, enableDnsHostnames, enableDnsSupport } = await aws.ec2.getVpc({
        id,
    });
    const more = cidrBlockAssociations.filter(({ state }) => state === "associated").map((each) => each.cidrBlock);
    return { arn, cidrs: [...new Set([cidrBlock, ...more])], enableDnsHostnames, enableDnsSupport };
}

async function findSubnet(id: string, vpcId: string, zone: string): Promise<FoundSubnet | MisplacedSubnet> {
    const byId = { name: "subnet-id", values: [id] };
    const { ids } = await aws.ec2.getSubnets({
        filters: [byId, { name: "vpc-id", values: [vpcId] }, { name: "availability-zone", values: [zone] }],
    });
    if (ids.length === 0) {
        const anywhere = await aws.ec2.getSubnets({ filters: [byId] });
        if (anywhere.ids.length === 0) {
            return { at: undefined };
        }
        const subnet = await aws.ec2.getSubnet({ id });
        return { at: { vpcId: subnet.vpcId, zone: subnet.availabilityZone } };
    }
    const [subnet, way] = await Promise.all([
        aws.ec2.getSubnet({ id, vpcId, availabilityZone: zone }),
        defaultRoute(id, vpcId),
    ]);
    return {
        cidr: subnet.cidrBlock,
        zoneId: subnet.availabilityZoneId,
        freeAddresses: subnet.availableIpAddressCount,
        way,
    };
}

/** A subnet without a route table of its own has the VPC's main one. Source: VPC user guide, route table concepts. */
async function defaultRoute(subnetId: string, vpcId: string): Promise<FoundSubnet["way"]> {
    const own = await routeTable(vpcId, "association.subnet-id", subnetId);
    const id = own ?? (await routeTable(vpcId, "association.main", "true"));
    if (id === undefined) {
        return "unknown";
    }
    const { routes } = await aws.ec2.getRouteTable({ routeTableId: id });
    const route = routes.find(({ cidrBlock }) => cidrBlock === "0.0.0.0/0");
    return route === undefined ? "nowhere" : route.gatewayId.startsWith("igw-") ? "internet-gateway" : "elsewhere";
}

async function routeTable(vpcId: string, filter: string, value: string): Promise<string | undefined> {
    const { ids } = await aws.ec2.getRouteTables({ vpcId, filters: [{ name: filter, values: [value] }] });
    return ids[0];
}
