import assert from "node:assert/strict";
import { labelsOf, type MetricName, metrics, seriesNames } from "../../../components/observation/catalogue";
import { metricSources } from "../../../components/observation/metrics/facts";

describe("the metrics catalogue", () => {
    it("names a source and distinct labels for every metric", () => {
        for (const name of Object.keys(metrics) as MetricName[]) {
            assert.ok(metricSources.includes(metrics[name].source), name);
            assert.equal(new Set(metrics[name].labels).size, metrics[name].labels.length, name);
        }
    });

    it("knows the three series and the bucket label of a histogram", () => {
        assert.deepEqual(seriesNames("inference_duration_seconds"), [
            "inference_duration_seconds_bucket",
            "inference_duration_seconds_sum",
            "inference_duration_seconds_count",
        ]);
        assert.ok(labelsOf("inference_duration_seconds").includes("le"));
        assert.ok(!labelsOf("http_requests_total").includes("le"));
    });
});
