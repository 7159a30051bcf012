import assert from "node:assert/strict";
import { requests } from "../../../../../components/serving/scaling/triggers/requests";
import { someRelease } from "../../../../support/serving/someRelease";

describe("the requests trigger", () => {
    it("divides the version's requests of the last minute by what one pod bears", () => {
        assert.deepEqual(requests.render(14, someRelease()), [
            {
                type: "prometheus",
                name: "requests",
                metricType: "AverageValue",
                metadata: {
                    serverAddress: "http://prometheus",
                    query:
                        'sum(inference:requests:rate1m{namespace="ml-production", workload="w", version="v2"}) ' +
                        'or 0 * max(inference:measured_pods{namespace="ml-production", workload="w", version="v2"})',
                    threshold: "14",
                    ignoreNullValues: "false",
                },
            },
        ]);
    });
});
