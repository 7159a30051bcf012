import assert from "node:assert/strict";
import { keysOn, triggers } from "../../../../../components/serving/scaling/triggers/triggers";
import { scalingFor, scalingSchema } from "../../../../../config/serving/scaling";

describe("scaling triggers", () => {
    it("cover every key of scaling beside the bounds and the fallback", () => {
        const bounds = ["min", "max", "fallbackReplicas"];
        const keys = Object.keys(scalingSchema.shape).filter((key) => !bounds.includes(key));
        assert.deepEqual(Object.keys(triggers).sort(), keys.sort());
    });

    it("are on by default for latency, queue depth and what does the work: CPU and memory, or the GPU", () => {
        const defaults = ["cpuPercent", "memoryPercent", "latencyP95Ms", "queueDepth"];
        const on = (settings: object, hasGpu: boolean) => keysOn(scalingFor(scalingSchema.parse(settings), hasGpu));
        assert.deepEqual(on({}, false), defaults);
        assert.deepEqual(on({ cpuPercent: false, cron: [] }, false), defaults.slice(1));
        assert.deepEqual(on({}, true), ["latencyP95Ms", "queueDepth", "gpuPercent"]);
        assert.deepEqual(on({ memoryPercent: 80, gpuPercent: false, requestsPerReplica: 14 }, true), [
            "requestsPerReplica",
            "memoryPercent",
            "latencyP95Ms",
            "queueDepth",
        ]);
    });
});
