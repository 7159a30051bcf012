import { parseCidr } from "../../../config/network";

/** How a VPC's range is cut: one equal block per zone, in it one private and one public subnet. */
export interface SubnetPlan {
    /** Prefix length of a zone's block. */
    readonly zoneMask: number;
    readonly privateMask: number;
    readonly publicMask: number;
}

/**
 * Cuts the range into four zone blocks whatever the number of zones, so that a stack can grow from two zones to three without
 * moving a subnet. Half of a block is private (nodes and pods, a /28 prefix at a time), an eighth public (load balancers and
 * NAT); the rest stays free.
 */
export function subnetPlan(cidr: string): SubnetPlan {
    const network = parseCidr(cidr);
    if (network === undefined) {
        throw new Error(`"${cidr}" is not an IPv4 network`);
    }
    const zoneMask = network.prefix + 2;
    return { zoneMask, privateMask: zoneMask + 1, publicMask: zoneMask + 3 };
}

/** The subnets of each zone, first private, then public, as awsx lays them out with the plan's masks. */
export function plannedSubnets(
    cidr: string,
    zones: number,
): readonly { readonly private: string; readonly public: string }[] {
    const { zoneMask, privateMask, publicMask } = subnetPlan(cidr);
    const base = parseCidr(cidr)?.first ?? 0;
    return Array.from({ length: zones }, (_, i) => {
        const zone = base + i * 2 ** (32 - zoneMask);
        return {
            private: cidrText(zone, privateMask),
            public: cidrText(zone + 2 ** (32 - privateMask), publicMask),
        };
    });
}

function cidrText(address: number, prefix: number): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}
