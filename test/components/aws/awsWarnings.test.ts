import assert from "node:assert/strict";
import { awsWarnings } from "../../../components/aws/awsWarnings";
import { clusterSchema } from "../../../config/cluster";
import { modelStoreSchema } from "../../../config/modelStore";
import { type Environment } from "../../../config/names";

const warningsOf = (endpoint: object, modelStore: object = {}, environment: Environment = "production") =>
    awsWarnings({
        environment,
        region: "us-west-2",
        cluster: clusterSchema.parse({ endpoint }),
        modelStore: modelStoreSchema.parse(modelStore),
    });

describe("awsWarnings", () => {
    it("say when nobody outside the cluster reaches its API server", () => {
        assert.deepEqual(warningsOf({}), [
            "cluster.endpoint has neither publicCidrs nor privateCidrs: only pods and nodes reach the API server; " +
                "name the networks of your VPN or runner under privateCidrs",
        ]);
        assert.deepEqual(warningsOf({ privateCidrs: ["10.20.0.0/16"] }), []);
        assert.deepEqual(warningsOf({ publicCidrs: ["203.0.113.0/24"] }), []);
    });

    it("say which alarms on replication notify nobody", () => {
        const open = { privateCidrs: ["10.20.0.0/16"] };
        const alarmTopics = { "us-west-2": "arn:aws:sns:us-west-2:111122223333:oncall" };
        assert.deepEqual(warningsOf(open, { replicaRegions: ["eu-west-1"], alarmTopics }), [
            "modelStore.alarmTopics has no topic for eu-west-1: the alarms on replication there notify nobody; " +
                "name the ARN of an SNS topic of that region",
        ]);
        // Development has no such alarms.
        assert.deepEqual(warningsOf(open, { replicaRegions: ["eu-west-1"] }, "development"), []);
    });
});
