import assert from "node:assert/strict";
import { cpu } from "../../../../../components/serving/scaling/triggers/cpu";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the cpu trigger", () => {
    it("reads the main container alone, without the mesh's proxy", () => {
        assert.deepEqual(cpu.render(70, someRelease()), [
            {
                type: "cpu",
                name: "cpu",
                metricType: "Utilization",
                metadata: { value: "70", containerName: "server" },
            },
        ]);
    });
});
