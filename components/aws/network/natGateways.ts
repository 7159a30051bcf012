import { type NetworkConfig } from "../../../config/network";

/** How many NAT gateways the stack makes: none in a VPC that somebody else owns. */
export function natGatewayCount({
    existing,
    natGateways,
    zones,
}: Pick<NetworkConfig, "existing" | "natGateways" | "zones">): number {
    return existing === undefined ? { none: 0, single: 1, "one-per-zone": zones }[natGateways] : 0;
}

/** Whether the network of the stack has a way to AWS and the internet that the stack makes. */
export function ownWayOut(network: Pick<NetworkConfig, "existing" | "natGateways">): boolean {
    return network.existing === undefined && network.natGateways !== "none";
}
