import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("the deadline of a rollout", () => {
    for (const [strategy, kind] of [
        ["single", "Deployment"],
        ["progressive", "Rollout"],
    ] as const) {
        it(`leaves a slow server all the time that it may take to start: ${kind}`, async () => {
            const deadline = async (startup: object) => {
                const run = await render({ w: { ...detector, traffic: { strategy }, probes: { startup } } });
                return spec(run, kind, "w").progressDeadlineSeconds as number;
            };
            assert.equal(await deadline({}), 1800);
            assert.equal(await deadline({ periodSeconds: 30, failureThreshold: 120 }), 4500);
        });
    }
});
