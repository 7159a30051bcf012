import assert from "node:assert/strict";
import { keysOn, triggers } from "../../../../../components/serving/scaling/triggers/triggers";
import { scalingSchema } from "../../../../../config/serving/scaling";

describe("scaling triggers", () => {
    it("cover every key of scaling beside the bounds and the fallback", () => {
        const bounds = ["min", "max", "fallbackReplicas"];
        const keys = Object.keys(scalingSchema.shape).filter((key) => !bounds.includes(key));
        assert.deepEqual(Object.keys(triggers).sort(), keys.sort());
    });

    it("are on by default for CPU, memory, latency and queue depth", () => {
        const defaults = ["cpuPercent", "memoryPercent", "latencyP95Ms", "queueDepth"];
        assert.deepEqual(keysOn(scalingSchema.parse({})), defaults);
        assert.deepEqual(keysOn(scalingSchema.parse({ cpuPercent: false, cron: [] })), defaults.slice(1));
    });
});
