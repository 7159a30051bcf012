import assert from "node:assert/strict";
import { progressive } from "../../../../components/serving/traffic/progressive";
import { trafficSchema } from "../../../../config/serving/traffic";
import { itRejects, type Rejected } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("progressive settings that cannot work", () => {
    itRejects([
        [
            {
                ...detector,
                traffic: { strategy: "progressive", steps: [{ weight: 50 }, { weight: 20 }, { weight: 100 }] },
            },
            "traffic.steps",
            "has weights 50, 20, 100: each must be greater than the one before",
        ],
        [
            { ...detector, traffic: { strategy: "progressive", steps: [{ weight: 50 }] } },
            "traffic.steps",
            "does not end with weight 100: the new version would never take over",
        ],
        [
            { ...detector, traffic: { strategy: "progressive", mirror: { version: "v2" } } },
            "traffic.mirror.version",
            "is not for strategy progressive: copies go to the new version",
        ],
        [
            { ...detector, traffic: { strategy: "progressive", steps: ["analysis", { weight: 50 }, { weight: 100 }] } },
            "traffic.steps[0]",
            "is an analysis before any weight: the new version would not have pods; begin with a weight",
        ],
        [
            {
                ...detector,
                scaling: { min: 4 },
                traffic: { strategy: "progressive", steps: [{ weight: 50, replicas: 1 }, { weight: 100 }] },
            },
            "traffic.steps[0].replicas",
            "is 1, which would get 50 % of the requests of at least 4 pods: must be 2 or more; " +
                "absent: as many as the weight asks for",
        ],
        ...(["header", "mirror"] as const).map((key): Rejected => [
            {
                ...detector,
                gateway: {},
                traffic: { strategy: "progressive", [key]: key === "header" ? { value: "new" } : { percent: 10 } },
            },
            `traffic.${key}`,
            'does not work with "gateway": the route that the rollout adds would also catch requests from outside, ' +
                "without their port and path; leave one of them out",
        ]),
    ]);
});

describe("a progressive rollout", () => {
    it("keeps the stable version's pods until proxies have read the last weights, unless GPUs matter more", () => {
        const scaleOf = (settings: object) => {
            const traffic = trafficSchema.parse({ strategy: "progressive", ...settings });
            const canary = progressive.rollout("w", traffic)?.({ routes: ["mesh-main"], analysis: "a" }).canary;
            return [canary?.dynamicStableScale, canary?.scaleDownDelaySeconds];
        };
        assert.deepEqual(scaleOf({}), [undefined, 60]);
        assert.deepEqual(scaleOf({ shrinkStable: true }), [true, undefined]);
    });

    it("opens header and mirror routes once the first weight has started pods", () => {
        const traffic = trafficSchema.parse({
            strategy: "progressive",
            header: { value: "new" },
            mirror: { percent: 10 },
            steps: [{ weight: 20, replicas: 1 }, "analysis", { weight: 100 }],
        });
        const rollout = progressive.rollout("w", traffic);
        const canary = rollout?.({ routes: ["mesh-main"], analysis: "w-analysis" }).canary;
        assert.deepEqual(
            canary?.steps?.map((step) => Object.keys(step)[0]),
            [
                "setCanaryScale",
                "setWeight",
                "setHeaderRoute",
                "setMirrorRoute",
                "analysis",
                "setCanaryScale",
                "setWeight",
            ],
        );
        assert.deepEqual(canary?.trafficRouting?.managedRoutes, [{ name: "canary-header" }, { name: "canary-mirror" }]);
        assert.deepEqual(canary?.trafficRouting?.istio?.virtualService?.routes, ["mesh-main"]);
        assert.equal(canary?.analysis?.startingStep, 6, "background analysis begins with the second weight");
    });
});
