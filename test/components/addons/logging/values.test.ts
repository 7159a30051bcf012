import assert from "node:assert/strict";
import { alloyConfig, alloyValues, lokiValues } from "../../../../components/addons/logging/values";
import { development, someFacts } from "../../../support/addons";

describe("logs", () => {
    it("are kept in the stack's bucket, in three copies until they are there", () => {
        const { loki, singleBinary } = lokiValues(someFacts())!;
        assert.equal(loki.storage.bucketNames.chunks, "sample-logs");
        assert.equal(loki.limits_config.retention_period, "720h");
        assert.equal(loki.compactor.retention_enabled, true);
        assert.equal(singleBinary.replicas, loki.commonConfig.replication_factor);
        assert.equal(singleBinary.replicas, 3);
        const small = lokiValues(someFacts(development))!;
        assert.deepEqual([small.singleBinary.replicas, small.loki.commonConfig.replication_factor], [1, 1]);
    });

    it("bound the labels that make streams, and read no Secret", () => {
        assert.match(
            alloyConfig,
            /stage\.label_keep \{\s+values = \["namespace", "app", "container", "model_version", "level"\]/,
        );
        const { rules, clusterRules } = alloyValues().rbac;
        assert.doesNotMatch(JSON.stringify([rules, clusterRules]), /secrets/);
        assert.ok(rules.length > 0, "the chart does not render an empty list");
    });
});
