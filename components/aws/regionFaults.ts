import { didYouMean, type Fault } from "../../config/fault";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { type Partition, partitionOf, regions, regionsIn, zonesOf } from "./regions";

type Checked = Pick<PlatformConfig, "region" | "network" | "cluster" | "people" | "modelStore" | "ingress" | "keys">;

/** Faults of what lies in a region: regions and zones that do not exist, and ARNs of another region or partition. */
export function regionFaults(config: Checked): readonly Fault[] {
    const known = regions[config.region] !== undefined;
    return collectFaults(
        () => regionNameFaults("aws:region", config.region, Object.keys(regions)),
        // The zones of an unknown region are unknown too.
        () => (known ? zoneFaults(config) : []),
        () => replicaFaults(config),
        () => certificateFaults(config),
        () => keyFaults(config),
        () => roleFaults(config),
    );
}

function regionNameFaults(path: string, region: string, allowed: readonly string[]): Fault[] {
    if (regions[region] !== undefined) {
        return [];
    }
    const hint = didYouMean(region, allowed);
    return [{ path, reason: `is "${region}", not a region of AWS: must be one of ${allowed.join(", ")}${hint}` }];
}

function zoneFaults({ region, network }: Checked): Fault[] {
    const { zones, zoneNames, existing } = network;
    if (existing !== undefined) {
        return existing.subnets.flatMap(({ zone }, i) =>
            // Whether an account has the zone shows when its subnet is read.
            zone.slice(0, -1) === region
                ? []
                : [
                      {
                          path: `network.existing.subnets[${i}].zone`,
                          reason: `is "${zone}": must be a zone of ${region}, such as ${region}a`,
                      },
                  ],
        );
    }
    const offered = zonesOf(region);
    const faults: Fault[] = [];
    if (zones > offered.length) {
        const reason = `is ${zones}, but ${region} has ${offered.length} zones for new accounts, ${offered.join(", ")}: set it to ${offered.length}`;
        faults.push({ path: "network.zones", reason });
    }
    if (zoneNames !== undefined && zoneNames.length !== zones) {
        const reason = `names ${zoneNames.length} zones where network.zones is ${zones}: name as many`;
        faults.push({ path: "network.zoneNames", reason });
    }
    zoneNames?.forEach((zone, i) => {
        if (!offered.includes(zone)) {
            const reason = `is "${zone}": must be a zone of ${region}, ${offered.join(", ")}`;
            faults.push({ path: `network.zoneNames[${i}]`, reason });
        } else if (zoneNames.indexOf(zone) !== i) {
            faults.push({ path: `network.zoneNames[${i}]`, reason: `names "${zone}" again: name each zone once` });
        }
    });
    return faults;
}

function replicaFaults({ region, modelStore }: Checked): Fault[] {
    const partition = partitionOf(region);
    const allowed = regionsIn(partition).filter((name) => name !== region);
    return modelStore.replicaRegions.flatMap((replica, i) => {
        const path = `modelStore.replicaRegions[${i}]`;
        if (replica === region) {
            const reason = `is "${replica}", the region of the stack itself: a replica belongs in another region`;
            return [{ path, reason }];
        }
        if (regions[replica] !== undefined && partitionOf(replica) !== partition) {
            const reason = `is "${replica}" in partition ${partitionOf(replica)}, where S3 does not replicate to from ${partition}: must be one of ${allowed.join(", ")}`;
            return [{ path, reason }];
        }
        return regionNameFaults(path, replica, allowed);
    });
}

function certificateFaults({ region, ingress }: Checked): Fault[] {
    const of = ingress?.certificateArn?.split(":")[3];
    return of === undefined || of === region
        ? []
        : [
              {
                  path: "ingress.certificateArn",
                  reason: `is a certificate of ${of}: the load balancer takes one of its own region, ${region}`,
              },
          ];
}

/** Secrets Manager and SNS use keys of their own region alone. */
function keyFaults({ region, keys }: Checked): Fault[] {
    return Object.entries(keys).flatMap(([of, arns]) =>
        arns.flatMap((arn, i) => {
            const keyRegion = arn.split(":")[3];
            const reason = `is a key of ${keyRegion}: what it encrypts for this stack is in ${region}, with a key of ${region}`;
            return keyRegion === region ? [] : [{ path: `keys.${of}[${i}]`, reason }];
        }),
    );
}

function roleFaults({ region, cluster, people }: Checked): Fault[] {
    const partition: Partition = partitionOf(region);
    const named = [
        ...cluster.adminRoles.map((role, i) => [`cluster.adminRoles[${i}]`, role] as const),
        ...Object.entries(people).flatMap(([team, { role }]) =>
            role === undefined ? [] : [[`people.${team}.role`, role] as const],
        ),
    ];
    return named.flatMap(([path, role]) => {
        const of = role.split(":")[1];
        const reason = `is a role of partition ${of}: roles for ${region} start with arn:${partition}:iam::`;
        return of === partition ? [] : [{ path, reason }];
    });
}
