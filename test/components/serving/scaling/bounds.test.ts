import assert from "node:assert/strict";
import { boundsOf } from "../../../../components/serving/scaling/bounds";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("the bounds of a version", () => {
    it("shares bounds out by weight; a version with requests outlives a drained node, a shadow has a pod", async () => {
        const versions = { v1: { weight: 80 }, v2: { weight: 20 }, shadow: { weight: 0 } };
        const run = await render({
            w: { ...detector, traffic: { strategy: "weighted", versions }, scaling: { min: 5, max: 10 } },
        });
        const bounds = Object.keys(versions).map((version) => {
            const { minReplicaCount, maxReplicaCount } = spec(run, "ScaledObject", `w-${version}`);
            return [minReplicaCount, maxReplicaCount];
        });
        assert.deepEqual(bounds, [
            [4, 8],
            [2, 2],
            [1, 1],
        ]);
    });

    it("gives each version one pod where the workload is content with one", () => {
        assert.deepEqual(boundsOf({ min: 1, max: 10 }, 20), { min: 1, max: 2 });
        assert.deepEqual(boundsOf({ min: 0, max: 10 }, 20), { min: 0, max: 2 });
    });
});
