import assert from "node:assert/strict";
import { queueDepth } from "../../../../../components/serving/scaling/triggers/queueDepth";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the queue depth trigger", () => {
    it("counts waiting requests per pod, so that KEDA can fall back from it", () => {
        const [trigger] = queueDepth.render(10, someRelease());
        assert.equal(queueDepth.fallsBack, true);
        assert.deepEqual([trigger?.metricType, trigger?.metadata.threshold], ["AverageValue", "10"]);
    });

    it("is zero, not absent, for a version that may have no pods", () => {
        const [trigger] = queueDepth.render(10, someRelease({ idles: true }));
        assert.equal(
            trigger?.metadata.query,
            'sum(inference:queue_depth{namespace="ml-production", workload="w", version="v2"}) ' +
                'or 0 * max(inference:measured_pods{namespace="ml-production", workload="w", version="v2"}) ' +
                'or vector(0) unless on () group(up{namespace="ml-production", workload="w", version="v2"})',
        );
    });
});
