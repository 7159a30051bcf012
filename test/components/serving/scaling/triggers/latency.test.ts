import assert from "node:assert/strict";
import { latency } from "../../../../../components/serving/scaling/triggers/latency";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the latency trigger", () => {
    it("compares the slowest revision with a limit in seconds", () => {
        assert.deepEqual(latency.render(500, someRelease()), [
            {
                type: "prometheus",
                name: "latency-p95",
                metricType: "Value",
                metadata: {
                    serverAddress: "http://prometheus",
                    query:
                        'max(inference:latency_seconds:p95{namespace="ml-production", workload="w", version="v2"}) ' +
                        'or 0 * max(up{namespace="ml-production", workload="w", version="v2"} == 1)',
                    threshold: "0.5",
                    ignoreNullValues: "false",
                },
            },
        ]);
    });
});
