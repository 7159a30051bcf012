import assert from "node:assert/strict";
import { alarmsSchema, queueName } from "../../config/alarms";
import { validate } from "../../config/validate";

const queue = (name: string) => `https://sqs.us-west-2.amazonaws.com/111122223333/${name}`;

function faultsOf(input: object): readonly string[] {
    const parsed = validate(alarmsSchema, input, ["alarms"]);
    return "value" in parsed ? [] : parsed.faults.map(({ path, reason }) => `"${path}" ${reason}`);
}

describe("alarms of a stack file", () => {
    it("take topics by region, and queues with their dead-letter queues", () => {
        assert.deepEqual(
            faultsOf({
                topics: { "us-west-2": "arn:aws:sns:us-west-2:111122223333:on-call" },
                queues: [{ url: queue("documents.fifo"), oldestMinutes: false, deadLetterUrl: queue("failed.fifo") }],
            }),
            [],
        );
        assert.equal(queueName(queue("documents.fifo")), "documents.fifo");
    });

    it("name what CloudWatch cannot notify or watch", () => {
        assert.deepEqual(
            faultsOf({
                topics: { "us-west-2": "arn:aws:sns:us-west-2:111122223333:on-call.fifo", "eu-west-1": "on-call" },
                queues: [{ url: "documents", oldestMinutes: 0 }],
            }),
            [
                '"alarms.topics.us-west-2" is "arn:aws:sns:us-west-2:111122223333:on-call.fifo": ' +
                    "must be a standard topic: alarms cannot notify a FIFO topic",
                '"alarms.topics.eu-west-1" is "on-call": must be the ARN of an SNS topic',
                '"alarms.queues[0].url" is "documents": must be the URL of an SQS queue',
                '"alarms.queues[0].oldestMinutes" is 0: must be at least 1',
            ],
        );
        const twice = faultsOf({ queues: [{ url: queue("documents") }, { url: queue("documents") }] });
        assert.match(twice.join(), /names a queue twice, or two queues of one name$/);
    });
});
