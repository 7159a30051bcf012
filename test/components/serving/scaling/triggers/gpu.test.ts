import assert from "node:assert/strict";
import { gpu } from "../../../../../components/serving/scaling/triggers/gpu";
import { itRejects } from "../../../../support/serving/itRejects";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the GPU trigger", () => {
    itRejects([
        [
            { kind: "tensorflow-serving", models: { m: { versions: [1] } }, scaling: { gpuPercent: 80 } },
            "scaling.gpuPercent",
            'needs GPUs: set "accelerator", or leave it out',
        ],
    ]);

    it("compares the mean use with a share", () => {
        const [trigger] = gpu.render(80, someRelease());
        assert.deepEqual([trigger?.metadata.threshold, trigger?.metricType], ["0.8", "Value"]);
    });

    it("has no value without the exporter's metrics: an idle GPU measures zero", () => {
        const [trigger] = gpu.render(80, someRelease());
        assert.equal(
            trigger?.metadata.query,
            'avg(inference:gpu_utilization{namespace="ml-production", workload="w", version="v2"})',
        );
    });
});
