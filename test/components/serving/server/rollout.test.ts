import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } }, traffic: { strategy: "progressive" } };

describe("a Rollout of a workload", () => {
    it("rolls back a version that does not become ready", async () => {
        const rollout = spec(await render({ w: detector }), "Rollout", "w");
        assert.deepEqual([rollout.progressDeadlineAbort, rollout.progressDeadlineSeconds], [true, 1800]);
    });

    it("shifts the weights of every route that has some, by name", async () => {
        const run = await render({ w: detector });
        const { virtualService } = spec(run, "Rollout", "w").strategy.canary.trafficRouting.istio as {
            virtualService: { name: string; routes: string[] };
        };
        const routes = spec(run, "VirtualService", virtualService.name).http as { name: string; route: unknown[] }[];
        assert.deepEqual(
            virtualService.routes,
            routes.filter(({ route }) => route.length > 1).map(({ name }) => name),
        );
    });
});
