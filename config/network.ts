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
    zoneNames: z
        .array(
            z
                .string()
                .regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "must be a zone name such as us-west-2a")
                .meta({ examples: ["us-west-2a"] }),
        )
        .optional()
        .describe("Zones by name, when not simply the first ones of the region."),
    natGateways: z
        .enum(natGatewayStrategies)
        .default("one-per-zone")
        .describe("Way out of the private subnets; `one-per-zone` survives the loss of a zone."),
    privateEndpoints: z
        .boolean()
        .default(true)
        .describe("Interface endpoints for the cloud APIs that nodes and pods call, so that they need no way out."),
    flowLogDays: logRetentionOrOff
        .default(90)
        .describe("Days that VPC flow logs are kept in CloudWatch; 0 switches them off."),
});
export type NetworkConfig = Readonly<z.output<typeof networkSchema>>;
