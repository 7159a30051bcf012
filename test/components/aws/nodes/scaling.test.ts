import assert from "node:assert/strict";
import fc from "fast-check";
import { groupOfAutoScalingGroup } from "../../../../components/aws/nodes/autoscaler";
import { scalingOf } from "../../../../components/aws/nodes/scaling";

describe("scalingOf", () => {
    it("starts with the minimum and then leaves the size to Cluster Autoscaler", () => {
        assert.deepEqual(scalingOf({ min: 1, max: 40 }), { desiredSize: 1, keepsRecorded: true });
        assert.deepEqual(scalingOf({ min: 1, max: 40 }, { min: 1, max: 40, desired: 30 }), {
            desiredSize: 1,
            keepsRecorded: true,
        });
    });

    it("sends the nodes that run with a new maximum or minimum", () => {
        const live = { min: 1, max: 40, desired: 30 };
        assert.deepEqual(scalingOf({ min: 1, max: 60 }, live), { desiredSize: 30, keepsRecorded: false });
        assert.deepEqual(scalingOf({ min: 35, max: 60 }, live), { desiredSize: 35, keepsRecorded: false });
        assert.deepEqual(scalingOf({ min: 0, max: 10 }, live), { desiredSize: 10, keepsRecorded: false });
    });

    it("never sends a size that EKS rejects, or one below what runs unless the maximum requires it", () => {
        const size = fc.nat(100);
        fc.assert(
            fc.property(size, size, size, size, size, (min, more, liveMin, liveMore, running) => {
                const max = min + more;
                const live = {
                    min: liveMin,
                    max: liveMin + liveMore,
                    desired: Math.min(liveMin + running, liveMin + liveMore),
                };
                const { desiredSize, keepsRecorded } = scalingOf({ min, max }, live);
                assert.ok(desiredSize >= min && desiredSize <= max);
                assert.ok(keepsRecorded || desiredSize >= Math.min(live.desired, max));
            }),
        );
    });
});

describe("groupOfAutoScalingGroup", () => {
    it("tells groups apart whose names begin alike", () => {
        const uuid = "12345678-1234-1234-1234-123456789abc";
        const groups = ["gpu", "gpu-t4"];
        assert.equal(groupOfAutoScalingGroup(`eks-gpu-t4-0a1b2c3-${uuid}`, groups), "gpu-t4");
        assert.equal(groupOfAutoScalingGroup(`eks-gpu-0a1b2c3-${uuid}`, groups), "gpu");
        assert.equal(groupOfAutoScalingGroup(`eks-other-0a1b2c3-${uuid}`, groups), undefined);
    });
});
