import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const cached = {
    kind: "tensorflow-serving",
    models: { m: { versions: [1] } },
    modelVolume: { kind: "persistent-cache" },
};

describe("a StatefulSet of a workload", () => {
    it("starts its pods at once, and keeps their copies of the models when they go", async () => {
        const set = spec(await render({ w: cached }), "StatefulSet", "w");
        assert.equal(set.podManagementPolicy, "Parallel");
        assert.deepEqual(set.persistentVolumeClaimRetentionPolicy, { whenDeleted: "Retain", whenScaled: "Retain" });
        assert.equal(set.volumeClaimTemplates.length, 1);
        assert.equal("replicas" in set, false);
    });

    it("has a headless Service that exists before it, without cluster address", async () => {
        const run = await render({ w: cached });
        const set = run.object("StatefulSet", "w");
        const headless = run.object("Service", "w-pods");
        assert.equal(spec(run, "StatefulSet", "w").serviceName, "w-pods");
        assert.equal(spec(run, "Service", "w-pods").clusterIP, "None");
        assert.deepEqual(spec(run, "Service", "w-pods").selector, spec(run, "StatefulSet", "w").selector.matchLabels);
        assert.ok(run.dependsOn(set, headless));
    });
});
