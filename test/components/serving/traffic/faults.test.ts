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
            { ...detector, traffic: { tryTimeoutSeconds: 10, timeoutSeconds: 10 } },
            "traffic.tryTimeoutSeconds",
            "is 10: must be less than timeoutSeconds (10)",
        ],
        [
            { ...detector, traffic: { tryTimeoutSeconds: 1, retries: 0 } },
            "traffic.tryTimeoutSeconds",
            "needs a further try, and retries is 0: raise retries, or leave it out",
        ],
        [
            { ...detector, traffic: { fault: { version: "v2", delay: { seconds: 1 } } } },
            "traffic.fault.version",
            'is "v2", and only strategy weighted has versions to aim at: leave it out',
        ],
        [
            {
                ...detector,
                traffic: { strategy: "weighted", versions: two, fault: { version: "v3", delay: { seconds: 1 } } },
            },
            "traffic.fault.version",
            'is "v3": must be one of v1, v2',
        ],
        [
            {
                ...detector,
                traffic: {
                    strategy: "weighted",
                    versions: { v1: { weight: 80 }, v2: { weight: 20, header: { value: "v2" } } },
                    fault: { header: { name: "version", value: "v2" }, delay: { seconds: 1 } },
                },
            },
            "traffic.fault.header",
            'is "version: v2", which chooses version v2: use another header',
        ],
        [
            {
                ...detector,
                traffic: { strategy: "blue-green", autoPromote: true, analysis: { noTraffic: "proceed" } },
            },
            "traffic.analysis.noTraffic",
            "is proceed with autoPromote, so that a version that no request has tried would take over: use pause, or leave autoPromote out",
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
