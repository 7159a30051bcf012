import assert from "node:assert/strict";
import { bucketIn } from "../../../cli/publish-model/destination";

describe("bucketIn", () => {
    it("finds the bucket among the stack's outputs", () => {
        const outputs = JSON.stringify({ buckets: { "us-west-2": { models: "inference-test-models" } } });
        assert.equal(bucketIn(outputs, "us-west-2"), "inference-test-models");
        assert.equal(bucketIn(outputs, "eu-west-1"), undefined);
        assert.equal(bucketIn("{}", "us-west-2"), undefined);
    });
});
