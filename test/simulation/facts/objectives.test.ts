import assert from "node:assert/strict";
import { objectives } from "../../../simulation/facts/objectives";
import { render } from "../../support/serving/render";

const custom = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("the objectives of a stack", () => {
    it("are those of its workloads, highest first, and none of a workload that promises nothing", async () => {
        const run = await render({
            b: { ...custom, slo: { availability: 99.9 } },
            a: { ...custom, slo: { availability: 99.9 } },
            strict: { ...custom, slo: { availability: 99.95, latencyP95Ms: false } },
            none: { ...custom, slo: false },
        });
        const manifests = run.resources.map(({ inputs }) => ({ object: inputs }));
        assert.deepEqual(objectives(manifests), [
            { availability: 0.9995, workloads: ["strict"] },
            { availability: 0.999, workloads: ["a", "b"] },
        ]);
    });
});
