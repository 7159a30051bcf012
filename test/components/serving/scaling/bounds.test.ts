import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("the bounds of a version", () => {
    it("shares bounds out by weight, and gives every version a pod", async () => {
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
            [1, 2],
            [1, 1],
        ]);
    });
});
