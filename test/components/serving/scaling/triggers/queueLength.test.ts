import assert from "node:assert/strict";
import { queueLength, scalingQueues } from "../../../../../components/serving/scaling/triggers/queueLength";
import { someRelease } from "../../../../support/serving/someRelease";

const queueUrl = "https://sqs.eu-west-1.amazonaws.com/111122223333/work";

describe("the queue length trigger", () => {
    it("is the platform's, with the identity of KEDA's operator", () => {
        assert.deepEqual(queueLength.render({ queueUrl, length: 7 }, someRelease()), [
            {
                type: "aws-sqs-queue",
                name: "sqs",
                metadata: { queueURL: queueUrl, queueLength: "7", awsRegion: "eu-west-1" },
                authenticationRef: { name: "w-queue" },
            },
        ]);
    });

    it("names the queue that KEDA may read, and none without the trigger", () => {
        assert.deepEqual(scalingQueues({ sqs: { queueUrl, length: 7 } }), [queueUrl]);
        assert.deepEqual(scalingQueues({ sqs: undefined }), []);
    });
});
