import { type Fault } from "../../../config/fault";
import { type NodeGroupConfig } from "../../../config/nodeGroups";

/** Families that capacity blocks are sold for. Source: EC2 user guide, capacity blocks for ML, supported instance types. */
const capacityBlockFamilies: readonly string[] = ["p4d", "p4de", "p5", "p5e", "p5en", "p6-b200"];

/** Faults of a node group that starts its nodes in reserved capacity, which lies in one zone and is of one type. */
export function reservationFaults(path: string, group: NodeGroupConfig): readonly Fault[] {
    const { reservation, capacity, instanceTypes, zones = [] } = group;
    if (reservation === undefined) {
        return [];
    }
    const faults: Fault[] = [];
    if (capacity === "spot") {
        faults.push({
            path: `${path}.capacity`,
            reason: "is spot, which is never started in reserved capacity: set capacity to on-demand, or drop reservation",
        });
    }
    if (instanceTypes.length > 1) {
        const reason = `names ${instanceTypes.length} types where the reservation is of one: name that one`;
        faults.push({ path: `${path}.instanceTypes`, reason });
    }
    if (zones.length !== 1) {
        const has = zones.length === 0 ? "is missing" : `names ${zones.length} zones`;
        const reason = `${has}: name the one zone that the reservation is in`;
        faults.push({ path: `${path}.zones`, reason });
    }
    const family = instanceTypes[0]?.split(".")[0] ?? "";
    if (reservation.kind === "capacity-block" && !capacityBlockFamilies.includes(family)) {
        const reason = `is capacity-block, which EC2 does not sell for ${instanceTypes[0]}: must be a type of family ${capacityBlockFamilies.join(", ")}`;
        faults.push({ path: `${path}.reservation.kind`, reason });
    }
    return faults;
}
