import assert from "node:assert/strict";
import { alertTopics } from "../../../../components/aws/messaging/alertTopics";

describe("SNS topics", () => {
    it("receive alerts in their own region", () => {
        const topic = "arn:aws:sns:eu-west-1:111122223333:alerts";
        assert.deepEqual(alertTopics.receiver(topic), {
            sns_configs: [{ topic_arn: topic, sigv4: { region: "eu-west-1" }, send_resolved: true }],
        });
    });

    it("are published to at the endpoint of their region", () => {
        assert.equal(alertTopics.host("arn:aws:sns:eu-west-1:111122223333:alerts"), "sns.eu-west-1.amazonaws.com");
        assert.equal(alertTopics.host("arn:aws-cn:sns:cn-north-1:111122223333:a"), "sns.cn-north-1.amazonaws.com.cn");
    });

    it("are refused when the ARN has no region", () => {
        assert.throws(() => alertTopics.receiver("alerts"), { message: '"alerts" is not the ARN of a topic' });
    });
});
