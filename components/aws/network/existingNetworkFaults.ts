import { type Fault } from "../../../config/fault";
import { type ExistingNetworkConfig } from "../../../config/network";
import { type PlatformConfig } from "../../../config/platform";
import { wayOutFaults } from "./wayOutFaults";
import {
    type FoundNetwork,
    foundSubnet,
    type FoundSubnet,
    type FoundVpc,
    type ListedSubnet,
    listedSubnets,
} from "./foundNetwork";

type Checked = Pick<PlatformConfig, "network" | "ingress">;
type Judged = Pick<PlatformConfig, "network" | "images" | "ingress" | "addons">;

/** Addresses that a subnet of a cluster should have free. Source: EKS user guide, network requirements, subnets. */
const fewestAddresses = 16;

/** Zones without an EKS control plane. Source: EKS user guide, network requirements, subnet requirements for clusters. */
const zonesWithoutControlPlane: readonly string[] = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Faults of an existing VPC that the stack file alone shows. */
export function existingNetworkFaults({ network, ingress }: Checked): readonly Fault[] {
    const { existing } = network;
    if (existing === undefined) {
        return [];
    }
    const { subnets } = existing;
    const zones = subnets.map(({ zone }) => zone);
    const ids = listedSubnets(existing);
    const faults: Fault[] = [];
    zones.forEach((zone, i) => {
        if (zones.indexOf(zone) !== i) {
            const reason = `is "${zone}" again: the stack uses one private and one public subnet per zone, list each zone once`;
            faults.push({ path: `network.existing.subnets[${i}].zone`, reason });
        }
    });
    ids.forEach(({ path, id }, i) => {
        if (ids.findIndex((each) => each.id === id) !== i) {
            faults.push({ path, reason: `is "${id}" again: a subnet is either private or public, in one zone` });
        }
    });
    const open = subnets.filter((zone) => zone.public !== undefined).length;
    if (ingress?.scheme === "internet-facing" && open < 2) {
        const reason = `has ${open === 0 ? "no public subnet" : "one public subnet"}, and ingress.scheme is internet-facing: set public in at least two zones, or ingress.scheme to internal`;
        faults.push({ path: "network.existing.subnets", reason });
    }
    return faults;
}

/** Faults of an existing VPC that show when AWS is asked. */
export function foundNetworkFaults(config: Judged, found: FoundNetwork): readonly Fault[] {
    const { existing } = config.network;
    if (existing === undefined) {
        return [];
    }
    const misplaced = listedSubnets(existing).flatMap(({ path, id, zone, kind }) => {
        const subnet = found.subnets[id];
        if (subnet === undefined || "at" in subnet) {
            const reason = `is "${id}", ${placeOf(subnet?.at, existing.vpcId, zone)}`;
            return [{ path, reason }];
        }
        return subnetFaults(path, kind, subnet);
    });
    return [
        ...vpcFaults(existing.vpcId, found.vpc),
        ...misplaced,
        ...(closedSubnets(existing, found).length > 0
            ? wayOutFaults(
                  config,
                  "private subnets of network.existing that have no default route",
                  "a default route there",
              )
            : []),
    ];
}

/** What works in an existing VPC and is probably not meant. */
export function foundNetworkWarnings(
    { network: { existing, privateEndpoints } }: Pick<PlatformConfig, "network">,
    found: FoundNetwork,
): readonly string[] {
    if (existing === undefined) {
        return [];
    }
    const closed = closedSubnets(existing, found);
    return [
        ...listedSubnets(existing).flatMap(({ path, id }) => {
            const subnet = foundSubnet(found, id);
            return subnet === undefined || subnet.freeAddresses >= fewestAddresses
                ? []
                : [
                      `${path} has ${subnet.freeAddresses} free addresses: EKS recommends at least ${fewestAddresses} for the ` +
                          "control plane alone, and nodes, pods and load balancers need more; take a larger subnet",
                  ];
        }),
        ...(closed.length === 0
            ? []
            : [
                  `${closed.map(({ path }) => path).join(", ")} ${closed.length === 1 ? "has" : "have"} no default route: ` +
                      `the VPC needs a gateway endpoint for S3 on ${closed.length === 1 ? "its route table" : "their route tables"}` +
                      (privateEndpoints ? "" : ", and interface endpoints for the APIs that docs/aws.md lists"),
              ]),
    ];
}

/** Private subnets without a way out. */
function closedSubnets(existing: ExistingNetworkConfig, found: FoundNetwork): readonly ListedSubnet[] {
    return listedSubnets(existing).filter(
        ({ id, kind }) => kind === "private" && foundSubnet(found, id)?.way === "nowhere",
    );
}

function vpcFaults(id: string, vpc: FoundVpc | undefined): Fault[] {
    const path = "network.existing.vpcId";
    if (vpc === undefined) {
        const reason = `is "${id}", which these credentials do not see in the region of the stack: check the id, the region and the account`;
        return [{ path, reason }];
    }
    const off = [
        ...(vpc.enableDnsSupport ? [] : ["DNS resolution (enableDnsSupport)"]),
        ...(vpc.enableDnsHostnames ? [] : ["DNS hostnames (enableDnsHostnames)"]),
    ];
    return off.length === 0
        ? []
        : [
              {
                  path,
                  reason: `is "${id}", which has ${off.join(" and ")} switched off: nodes find the API server by its name, ask the owner of the VPC to switch it on`,
              },
          ];
}

function subnetFaults(path: string, kind: "private" | "public", { zoneId, way }: FoundSubnet): Fault[] {
    const faults: Fault[] = [];
    if (kind === "private" && zonesWithoutControlPlane.includes(zoneId)) {
        faults.push({ path, reason: `is in zone ${zoneId}, where EKS has no control plane: take another zone` });
    }
    if (kind === "private" && way === "internet-gateway") {
        const reason =
            "is a public subnet, whose default route leads to an internet gateway: nodes have no public addresses and could reach nothing through it, name a private one";
        faults.push({ path, reason });
    }
    if (kind === "public" && (way === "elsewhere" || way === "nowhere")) {
        const reason = `is not a public subnet: its default route leads ${way === "nowhere" ? "nowhere" : "elsewhere"}, and an internet-facing load balancer needs one to an internet gateway`;
        faults.push({ path, reason });
    }
    return faults;
}

function placeOf(at: { readonly vpcId: string; readonly zone: string } | undefined, vpcId: string, zone: string) {
    if (at === undefined) {
        return "which these credentials do not see in the region of the stack: check the id, the region and the account";
    }
    return at.vpcId === vpcId
        ? `which is in ${at.zone}: list it under that zone, or name a subnet in ${zone}`
        : `a subnet of ${at.vpcId}: must be one of ${vpcId}`;
}
