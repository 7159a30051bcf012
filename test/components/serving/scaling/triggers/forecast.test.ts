import assert from "node:assert/strict";
import { forecast } from "../../../../../components/serving/scaling/triggers/forecast";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the forecast trigger", () => {
    it("takes the version's share of the workload's requests a week ago, looking ahead", () => {
        const [trigger] = forecast.render({ requestsPerReplica: 40, aheadMinutes: 30 }, someRelease());
        assert.equal(
            trigger?.metadata.query,
            'sum(inference:requests:rate5m{namespace="ml-production", workload="w"} offset 10050m) * 0.2 or vector(0)',
        );
        assert.deepEqual([trigger?.metadata.threshold, trigger?.metricType], ["40", "AverageValue"]);
    });
});
