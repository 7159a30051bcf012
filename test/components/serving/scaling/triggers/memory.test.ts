import assert from "node:assert/strict";
import { memory } from "../../../../../components/serving/scaling/triggers/memory";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the memory trigger", () => {
    it("reads the main container alone, without the mesh's proxy", () => {
        assert.deepEqual(memory.render(70, someRelease()), [
            {
                type: "memory",
                name: "memory",
                metricType: "Utilization",
                metadata: { value: "70", containerName: "server" },
            },
        ]);
    });
});
