import assert from "node:assert/strict";
import { alertTopics } from "../../../../components/aws/messaging/alertTopics";

describe("SNS topics", () => {
    it("receive alerts in their own region", () => {
        const topic = "arn:aws:sns:eu-west-1:111122223333:alerts";
        assert.deepEqual(alertTopics.receiver(topic), {
            sns_configs: [{ topic_arn: topic, sigv4: { region: "eu-west-1" }, send_resolved: true }],
        });
    });

    it("are refused when the ARN has no region", () => {
        assert.throws(() => alertTopics.receiver("alerts"), { message: '"alerts" is not the ARN of a topic' });
    });
});
