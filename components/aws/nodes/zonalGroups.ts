import { type Fault } from "../../../config/fault";
import { namedZones, zoneCount } from "../../../config/network";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { type PlatformConfig } from "../../../config/platform";

/** A node group as EKS gets it: one of the stack file, or the part of one in a single zone. */
export interface EksGroup {
    readonly name: string;
    readonly config: NodeGroupConfig;
    /** Positions of its zones among those of the network; undefined: all zones. */
    readonly zones?: readonly number[];
}

type Topics = Pick<PlatformConfig, "nodeGroups" | "network">;

/**
 * The groups that EKS gets. One with `perZone` becomes a group for each of its zones, because Cluster Autoscaler can ask for a
 * node in a zone only where that zone has a group of its own. Source: EKS user guide, managed node groups, stateful pods.
 */
export function eksGroups({ nodeGroups, network }: Topics): readonly EksGroup[] {
    return Object.entries(nodeGroups).flatMap(([name, config]) => {
        const zones = zonesOf(config, network);
        return config.perZone
            ? (zones ?? everyZone(network)).map((zone) => ({ name: zonalName(name, zone), config, zones: [zone] }))
            : [{ name, config, ...(zones !== undefined && { zones }) }];
    });
}

/** Whether all nodes of each group that EKS gets are in one zone. */
export function inOneZone({ perZone, zones }: NodeGroupConfig): boolean {
    return perZone || zones?.length === 1;
}

/** Names that a group of the stack file and a zone's part of another one would share. */
export function zonalGroupFaults({ nodeGroups, network }: Topics): readonly Fault[] {
    return eksGroups({ nodeGroups, network }).flatMap(({ name, config }) =>
        config.perZone && nodeGroups[name] !== undefined
            ? [
                  {
                      path: `nodeGroups.${name}`,
                      reason: `is the name of a zone's part of another group with perZone: choose another`,
                  },
              ]
            : [],
    );
}

function zonesOf({ zones }: NodeGroupConfig, network: Topics["network"]): readonly number[] | undefined {
    const zoneNames = namedZones(network);
    return zones === undefined || zoneNames === undefined
        ? undefined
        : zoneNames.flatMap((zone, position) => (zones.includes(zone) ? [position] : []));
}

function everyZone(network: Topics["network"]): readonly number[] {
    return Array.from({ length: zoneCount(network) }, (_, position) => position);
}

/** By position, which is known for networks whose zones AWS chooses too. */
function zonalName(name: string, zone: number): string {
    return `${name}-zone-${zone + 1}`;
}
