import assert from "node:assert/strict";
import { progressive } from "../../../../components/serving/traffic/progressive";
import { trafficSchema } from "../../../../config/serving/traffic";
import { itRejects } from "../../../support/serving/itRejects";

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
    ]);
});

describe("a progressive rollout", () => {
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
