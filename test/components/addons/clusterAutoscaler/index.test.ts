import assert from "node:assert/strict";
import { clusterAutoscalerValues } from "../../../../components/addons/clusterAutoscaler";
import { development, someFacts } from "../../../support/addons";

describe("Cluster Autoscaler", () => {
    it("scales nodes by the cluster's own minor, spot first, and quickly down", () => {
        const values = clusterAutoscalerValues(someFacts());
        assert.equal(values.image.tag, "v1.36.1");
        assert.equal(values.extraArgs.expander, "priority,least-waste");
        assert.equal(values.extraArgs["scale-down-unneeded-time"], "5m");
        assert.equal(clusterAutoscalerValues(someFacts(development)).extraArgs["scale-down-unneeded-time"], "2m");
        const [[high, spot], ...rest] = Object.entries(values.expanderPriorities).sort(
            ([a], [b]) => Number(b) - Number(a),
        ) as [[string, string[]], ...[string, string[]][]];
        assert.equal(high, "50");
        assert.deepEqual(spot, ["^eks-spot-t4-[0-9a-f]{7}-[0-9a-f-]{36}$"]);
        assert.ok(rest.flatMap(([, patterns]) => patterns).every((pattern) => !pattern.includes("spot")));
    });
});
