import { type Values } from "./existingCluster";
import { type Fault } from "./fault";
import { type NetworkConfig } from "./network";

/** Keys of `network` that describe a VPC of the stack's own, each with the reason it is refused beside `existing`. */
const refusedKeys = {
    cidr: "is the range of a VPC that the stack creates: remove it, the program reads the ranges of network.existing",
    zones: "counts the zones of a VPC that the stack creates: remove it, network.existing.subnets lists them",
    zoneNames: "names the zones of a VPC that the stack creates: remove it, network.existing.subnets names them",
    natGateways:
        "makes gateways in a VPC that the stack creates: remove it, the owner of network.existing makes its way out",
    flowLogDays:
        "keeps the flow logs of a VPC that the stack creates: remove it, they belong to the owner of network.existing",
} as const satisfies Partial<Record<keyof NetworkConfig, string>>;

/** Keys of a stack file that make no sense together with `network.existing`. */
export function refusedWithExistingNetwork(values: Values): readonly Fault[] {
    const network = networkOnExisting(values);
    return network === undefined
        ? []
        : Object.entries(refusedKeys).flatMap(([key, reason]) =>
              network[key] === undefined ? [] : [{ path: `network.${key}`, reason }],
          );
}

/** The values with what a stack in a VPC of somebody else has by default; the file's own keys win. */
export function withExistingNetworkDefaults(values: Values): Values {
    const network = networkOnExisting(values);
    return network === undefined ? values : { ...values, network: { privateEndpoints: false, ...network } };
}

/** `network` as it was written, if it names a VPC that is there. */
function networkOnExisting({ network }: Values): Values | undefined {
    return typeof network === "object" && network !== null && "existing" in network ? { ...network } : undefined;
}
