import assert from "node:assert/strict";
import { latency } from "../../../../../components/serving/scaling/triggers/latency";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the latency trigger", () => {
    it("asks for at most half as many pods again, and for none while no request waits", () => {
        assert.deepEqual(latency.render(500, someRelease()), [
            {
                type: "prometheus",
                name: "latency-p95",
                metricType: "Value",
                metadata: {
                    serverAddress: "http://prometheus",
                    query:
                        'clamp_max(max(inference:latency_seconds:p95_1m{namespace="ml-production", workload="w", version="v2"}), 0.75) ' +
                        'unless on () sum(inference:queue_depth{namespace="ml-production", workload="w", version="v2"}) < 1 ' +
                        'or 0 * max(inference:measured_pods{namespace="ml-production", workload="w", version="v2"})',
                    threshold: "0.5",
                    ignoreNullValues: "false",
                },
            },
        ]);
    });
});
