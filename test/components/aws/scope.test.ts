import assert from "node:assert/strict";
import { awsScope, clusterName, keepingData, secretPrefix } from "../../../components/aws/scope";
import { alarmsSchema } from "../../../config/alarms";
import { simulate } from "../../support/simulate";

describe("awsScope", () => {
    it("has the account, the region's partition, and tags that name the stack", async () => {
        const { run } = await simulate(() => {
            const config = { stack: "blue", environment: "production", region: "cn-north-1" } as const;
            const alarms = alarmsSchema.parse({});
            const { accountId, partition, tags } = awsScope({ ...config, alarms }, "docs/runbooks");
            return { accountId, partition, tags };
        });
        assert.deepEqual(run.outputs, {
            accountId: "111122223333",
            partition: "aws-cn",
            tags: { project: "inference-platform", stack: "blue", "managed-by": "pulumi" },
        });
    });

    it("names the cluster and the secrets of each stack apart", () => {
        assert.equal(clusterName("blue"), "inference-platform-blue");
        assert.equal(secretPrefix("blue"), "inference-platform/blue/");
    });
});

describe("keepingData", () => {
    it("protects in production alone, and keeps the other options", () => {
        assert.deepEqual(keepingData({ environment: "production" }, { version: "1" }), { version: "1", protect: true });
        assert.deepEqual(keepingData({ environment: "development" }), { protect: false });
    });
});
