import assert from "node:assert/strict";
import { reservationFaults } from "../../../../components/aws/nodes/reservationFaults";
import { nodeGroupSchema } from "../../../../config/nodeGroups";

const id = "cr-0123456789abcdef0";
const block = {
    accelerator: "h100",
    instanceTypes: ["p5.48xlarge"],
    zones: ["us-west-2b"],
    reservation: { kind: "capacity-block", id },
    min: 0,
    max: 2,
};

const faultsOf = (group: object) => reservationFaults("nodeGroups.large", nodeGroupSchema.parse(group));

describe("reservationFaults", () => {
    it("accepts reserved capacity of one type in one zone, and groups without any", () => {
        assert.deepEqual(faultsOf(block), []);
        assert.deepEqual(
            faultsOf({ ...block, instanceTypes: ["g6e.xlarge"], reservation: { kind: "on-demand", id } }),
            [],
        );
        assert.deepEqual(faultsOf({ instanceTypes: ["m7i.large"], min: 1, max: 2 }), []);
    });

    it("reports everything that keeps a node out of the reservation", () => {
        assert.deepEqual(
            faultsOf({ ...block, capacity: "spot", instanceTypes: ["g5.xlarge", "g5.2xlarge"], zones: undefined }),
            [
                {
                    path: "nodeGroups.large.capacity",
                    reason:
                        "is spot, which is never started in reserved capacity: set capacity to on-demand, " +
                        "or drop reservation",
                },
                {
                    path: "nodeGroups.large.instanceTypes",
                    reason: "names 2 types where the reservation is of one: name that one",
                },
                {
                    path: "nodeGroups.large.zones",
                    reason: "is missing: name the one zone that the reservation is in",
                },
                {
                    path: "nodeGroups.large.reservation.kind",
                    reason:
                        "is capacity-block, which EC2 does not sell for g5.xlarge: must be a type of family p4d, p4de, " +
                        "p5, p5e, p5en, p6-b200",
                },
            ],
        );
    });
});
