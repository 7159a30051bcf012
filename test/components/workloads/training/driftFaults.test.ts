import assert from "node:assert/strict";
import { faultsOf } from "../../../support/serving/render";

const detector = { kind: "inference-service", image: "example.com/detector:1.0.0", callers: { client: {} } };
const train = {
    kind: "training",
    image: "example.com/train:1.0.0",
    data: { path: "images/" },
    output: { model: "detector" },
};
const of = (drift: object, changes: object = {}, others: object = { detector }) =>
    faultsOf({ ...others, train: { ...train, retraining: { drift }, ...changes } });

describe("a training that drift cannot start", () => {
    it("names a workload whose drift is measured", () => {
        const path = "workloads.train.retraining.drift.workload";
        const measured = "drift is measured of workloads of kind inference-service";
        assert.deepEqual(of({ workload: "another" }), [
            { path, reason: `is not a workload of the stack: ${measured}, such as detector` },
        ]);
        assert.deepEqual(of({ workload: "train" }, {}, {}), [
            { path, reason: `is of kind training: ${measured}; there is none` },
        ]);
        assert.deepEqual(of({ workload: "detector" }, {}, { detector: { ...detector, alerts: { driftPsi: false } } }), [
            {
                path,
                reason: "has no alert on drift, since workloads.detector.alerts.driftPsi is false: set a limit there",
            },
        ]);
    });

    it("keeps runs long enough to be seen", () => {
        const gone = "a run that is gone before Prometheus has seen it would be started again";
        assert.deepEqual(of({ workload: "detector" }, { ttlSeconds: 60 }), [
            {
                path: "workloads.train.ttlSeconds",
                reason: `is 60, and ${gone}: must be at least 600 with "retraining.drift"`,
            },
        ]);
        const retraining = { drift: { workload: "detector" }, history: { failed: 0 }, startingDeadlineSeconds: 60 };
        assert.deepEqual(of({}, { retraining }), [
            {
                path: "workloads.train.retraining.startingDeadlineSeconds",
                reason: 'is for "schedule", and "drift" has no time that a run could miss: leave it out',
            },
            {
                path: "workloads.train.retraining.history",
                reason: `keeps no finished run of one sort, and ${gone}: keep at least 1 of each`,
            },
        ]);
    });

    it("has one reason to run", () => {
        const both = { schedule: "0 3 * * 0", drift: { workload: "detector" } };
        for (const retraining of [both, {}]) {
            const [fault] = of({}, { retraining });
            assert.equal(fault?.path, "workloads.train.retraining");
            assert.match(fault.reason, /must have either schedule or drift$/);
        }
    });
});
