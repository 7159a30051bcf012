import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("a Deployment of a workload", () => {
    it("leaves the number of pods to the autoscaler, and states it where there is none", async () => {
        const fixed = { ...detector, scaling: { min: 3, max: 3 } };
        const run = await render({ w: detector, fixed });
        assert.equal("replicas" in spec(run, "Deployment", "w"), false);
        assert.equal(spec(run, "Deployment", "fixed").replicas, 3);
    });

    it("selects its own version's pods, and only those", async () => {
        const versions = { v1: { weight: 80 }, v2: { weight: 20 } };
        const run = await render({ w: { ...detector, traffic: { strategy: "weighted", versions } } });
        for (const version of ["v1", "v2"]) {
            const { selector, template } = spec(run, "Deployment", `w-${version}`);
            assert.deepEqual(selector.matchLabels, { app: "w", version });
            assert.equal(template.metadata.labels.version, version);
        }
    });

    it("replaces pods as the stack file says, and waits half an hour for a model to load", async () => {
        const rollingUpdate = { maxUnavailable: 0, maxSurge: "25%" };
        const deployment = spec(await render({ w: { ...detector, rollingUpdate } }), "Deployment", "w");
        assert.deepEqual(deployment.strategy, { type: "RollingUpdate", rollingUpdate });
        assert.equal(deployment.progressDeadlineSeconds, 1800);
        assert.equal(deployment.revisionHistoryLimit, 5);
    });
});
