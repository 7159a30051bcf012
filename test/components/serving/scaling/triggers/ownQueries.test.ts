import assert from "node:assert/strict";
import { ownQueries } from "../../../../../components/serving/scaling/triggers/ownQueries";
import { someRelease } from "../../../../support/serving/someRelease";

describe("a trigger on a query of one's own", () => {
    const jobs = { query: "sum(jobs_waiting) / 2", target: 7.5, type: "average" } as const;

    it("asks for the version's series, and takes the target per pod or for all of them", () => {
        const [perPod, limit] = ownQueries.render({ jobs, top: { ...jobs, type: "value" } }, someRelease());
        assert.deepEqual(perPod, {
            type: "prometheus",
            name: "own-jobs",
            metricType: "AverageValue",
            metadata: {
                serverAddress: someRelease().prometheusUrl,
                query: 'sum(jobs_waiting{namespace="ml-production", workload="w", version="v2"}) / 2',
                threshold: "7.5",
                ignoreNullValues: "false",
            },
        });
        assert.deepEqual([limit?.name, limit?.metricType], ["own-top", "Value"]);
    });

    it("is zero without pods where that is as intended, whatever operators the query has", () => {
        const query = "sum(jobs_waiting) unless on () sum(up) > 3";
        const [trigger] = ownQueries.render({ jobs: { ...jobs, query } }, { ...someRelease(), idles: true });
        const of = 'namespace="ml-production", workload="w", version="v2"';
        assert.equal(
            trigger?.metadata.query,
            `(sum(jobs_waiting{${of}}) unless on () sum(up{${of}}) > 3) or vector(0) unless on () group(up{${of}})`,
        );
    });
});
