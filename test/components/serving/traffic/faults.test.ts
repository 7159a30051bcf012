import assert from "node:assert/strict";
import { itRejects } from "../../../support/serving/itRejects";
import { faultsOf, loadWorkloads } from "../../../support/serving/render";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const two = { v1: { weight: 80 }, v2: { weight: 20 } };

describe("traffic settings that cannot work", () => {
    itRejects([
        [
            { ...detector, traffic: { versions: two } },
            "traffic.versions",
            "belongs to strategy weighted, and this is single: leave it out, or change the strategy",
        ],
        [
            { ...detector, traffic: { strategy: "weighted", versions: two, analysis: {} } },
            "traffic.analysis",
            "belongs to strategy progressive or blue-green, and this is weighted: leave it out, or change the strategy",
        ],
        [
            { ...detector, traffic: { fault: {} } },
            "traffic.fault",
            "injects nothing: add delay or abort, or leave it out",
        ],
        [
            { ...detector, traffic: { fault: { abort: { httpStatus: 503, grpcStatus: "INTERNAL" } } } },
            "traffic.fault.abort",
            "must have either httpStatus or grpcStatus",
        ],
    ]);

    it("need two yeses for deliberate faults in production", () => {
        const fault = { delay: { seconds: 1 } };
        const production = { environment: "production", serving: { imageDigests: "optional" } };
        assert.deepEqual(faultsOf({ w: { ...app, traffic: { fault } } }, production), [
            {
                path: "workloads.w.traffic.fault",
                reason: "breaks requests on purpose in a production stack: leave it out, or set evenInProduction: true as well",
            },
        ]);
        loadWorkloads({ w: { ...app, traffic: { fault: { ...fault, evenInProduction: true } } } }, production);
    });
});
