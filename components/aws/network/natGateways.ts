import { type NetworkConfig } from "../../../config/network";

/** How many NAT gateways a network has. */
export function natGatewayCount({ natGateways, zones }: Pick<NetworkConfig, "natGateways" | "zones">): number {
    return { none: 0, single: 1, "one-per-zone": zones }[natGateways];
}
