import assert from "node:assert/strict";
import { queueOf, queues } from "../../../../components/aws/messaging/queues";

const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs.fifo";

describe("SQS queues", () => {
    it("are asked for their length in their own region", () => {
        assert.deepEqual(queues.trigger(url, 5), {
            type: "aws-sqs-queue",
            metadata: { queueURL: url, queueLength: "5", awsRegion: "eu-west-1" },
        });
    });

    it("are reached at the endpoint of their region", () => {
        assert.equal(queues.host(url), "sqs.eu-west-1.amazonaws.com");
    });

    it("are known by their ARN, in every partition", () => {
        const arnIn = (region: string, suffix = "") =>
            queues.idOf(`https://sqs.${region}.amazonaws.com${suffix}/111122223333/jobs`);
        assert.equal(queues.idOf(url), "arn:aws:sqs:eu-west-1:111122223333:jobs.fifo");
        assert.equal(arnIn("us-gov-west-1"), "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:jobs");
        assert.equal(arnIn("cn-north-1", ".cn"), "arn:aws-cn:sqs:cn-north-1:111122223333:jobs");
    });

    it("are refused when the URL is of something else", () => {
        assert.throws(() => queueOf("https://example.com/jobs"), {
            message: '"https://example.com/jobs" is not an SQS queue URL',
        });
    });
});
