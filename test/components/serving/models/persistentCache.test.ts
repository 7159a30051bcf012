import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- rendered objects of many shapes */

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

    it("have room for one set of versions only where old ones go first", async () => {
        const variables = async (modelVolume: object) => {
            const run = await render({ w: { ...detector, modelVolume } });
            return spec(run, "StatefulSet", "w").template.spec.initContainers[0].env;
        };
        const deleteFirst = { name: "DELETE_FIRST", value: "true" };
        const cache = { kind: "persistent-cache" };
        assert.deepEqual(
            (await variables({ ...cache, deleteFirst: true })).filter(({ name }: any) => name === "DELETE_FIRST"),
            [deleteFirst],
        );
        assert.deepEqual(await variables({ ...cache, deleteFirst: false }), await variables(cache));
    });
});
