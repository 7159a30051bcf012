import { z } from "zod";
import { logRetentionOrOff } from "./logRetention";

/** Parses `10.40.0.0/16`; undefined when the text is not an IPv4 network address with its prefix. */
export function parseCidr(
    cidr: string,
): { readonly first: number; readonly last: number; readonly prefix: number } | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
    if (match === null) {
        return undefined;
    }
    const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
    if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) {
        return undefined;
    }
    const first = ((a * 256 + b) * 256 + c) * 256 + d;
    const size = 2 ** (32 - prefix);
    return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

/** Ranges that a network of one's own may use. Sources: RFC 1918, RFC 6598; AWS VPC user guide, VPC CIDR blocks. */
export const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] as const;

/** Whether the network lies in a private range or in the shared address space; false for what is not a network. */
export function isPrivate(cidr: string): boolean {
    const network = parseCidr(cidr);
    return (
        network !== undefined &&
        privateRanges.some((range) => {
            const around = parseCidr(range);
            return around !== undefined && around.first <= network.first && network.last <= around.last;
        })
    );
}

export const natGatewayStrategies = ["none", "single", "one-per-zone"] as const;

const zoneName = z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "must be a zone name such as us-west-2a")
    .meta({ examples: ["us-west-2a"] });

const subnetId = z
    .string()
    .regex(/^subnet-[0-9a-f]{8,17}$/, "must be the id of a subnet such as subnet-0123456789abcdef0")
    .meta({ examples: ["subnet-0123456789abcdef0"] });

const existingSubnets = z.strictObject({
    zone: zoneName.describe("Availability zone of both subnets."),
    private: subnetId.describe(
        "Subnet of nodes, pods, databases and an internal load balancer: without public addresses, and with a way out.",
    ),
    public: subnetId
        .optional()
        .describe(
            "Subnet of an internet-facing load balancer: its default route leads to an internet gateway. Default: none.",
        ),
});

/** A VPC that somebody else owns, and which of its subnets the stack uses. */
const existingNetworkSchema = z.strictObject({
    vpcId: z
        .string()
        .regex(/^vpc-[0-9a-f]{8,17}$/, "must be the id of a VPC such as vpc-0123456789abcdef0")
        .meta({ examples: ["vpc-0123456789abcdef0"] })
        .describe("Id of the VPC. Danger: another value replaces the cluster and everything in it."),
    subnets: z
        .array(existingSubnets)
        .refine(
            (subnets) => subnets.length >= 2,
            "must list subnets in at least two zones, as the control plane and managed databases need them",
        )
        .describe("Subnets by zone, in at least two zones; add a zone at the end, since `perZone` counts them."),
});
export type ExistingNetworkConfig = Readonly<z.output<typeof existingNetworkSchema>>;

/** The VPC of the stack. */
export const networkSchema = z.strictObject({
    cidr: z
        .string()
        .refine(
            (cidr) => {
                const parsed = parseCidr(cidr);
                return parsed !== undefined && parsed.prefix >= 16 && parsed.prefix <= 20 && isPrivate(cidr);
            },
            `must be a private IPv4 network of /16 to /20 within ${privateRanges.join(", ")}, for example 10.40.0.0/16`,
        )
        .default("10.40.0.0/16")
        .describe("IPv4 range of the VPC; /16 to /20 so that prefix delegation finds room."),
    zones: z.int().min(2).max(3).default(3).describe("Number of availability zones."),
    zoneNames: z.array(zoneName).optional().describe("Zones by name, when not simply the first ones of the region."),
    natGateways: z
        .enum(natGatewayStrategies)
        .default("one-per-zone")
        .describe("Way out of the private subnets; `one-per-zone` survives the loss of a zone."),
    privateEndpoints: z
        .boolean()
        .default(true)
        .describe(
            "Interface endpoints for the cloud APIs that nodes and pods call, so that they need no way out. With `existing` " +
                "the default is false: one VPC has one endpoint per API, and its owner may have made them.",
        ),
    flowLogDays: logRetentionOrOff
        .default(90)
        .describe("Days that VPC flow logs are kept in CloudWatch; 0 switches them off."),
    existing: existingNetworkSchema
        .optional()
        .describe(
            "A VPC that is already there, in place of one of the stack's own; of the other keys only `privateEndpoints` " +
                "goes with it. Default: the stack creates its VPC.",
        ),
});
export type NetworkConfig = Readonly<z.output<typeof networkSchema>>;

/** Zones by name in the order of the stack file; undefined where AWS chooses them. */
export function namedZones({
    existing,
    zoneNames,
}: Pick<NetworkConfig, "existing" | "zoneNames">): readonly string[] | undefined {
    return existing === undefined ? zoneNames : existing.subnets.map(({ zone }) => zone);
}

/** Number of zones. */
export function zoneCount({ existing, zones }: Pick<NetworkConfig, "existing" | "zones">): number {
    return existing === undefined ? zones : existing.subnets.length;
}
