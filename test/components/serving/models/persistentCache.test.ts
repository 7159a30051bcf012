import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("models in a persistent cache", () => {
    it("keep a cache per pod that outlives it", async () => {
        const run = await render({ w: { ...detector, modelVolume: { kind: "persistent-cache" } } });
        const set = spec(run, "StatefulSet", "w");
        assert.deepEqual(set.volumeClaimTemplates[0].spec, {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "ssd-retain",
            resources: { requests: { storage: "50Gi" } },
        });
        assert.deepEqual(set.persistentVolumeClaimRetentionPolicy, { whenDeleted: "Retain", whenScaled: "Retain" });
        assert.equal(set.serviceName, "w-pods");
        assert.equal(spec(run, "Service", "w-pods").clusterIP, "None");
    });
});
