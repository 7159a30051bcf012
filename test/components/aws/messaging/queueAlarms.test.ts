import assert from "node:assert/strict";
import { queueAlarms } from "../../../../components/aws/messaging/queueAlarms";
import { alarmsSchema } from "../../../../config/alarms";

const queue = (name: string, region = "us-west-2") => `https://sqs.${region}.amazonaws.com/111122223333/${name}`;

describe("the alarms of a queue", () => {
    const of = (settings: object) =>
        alarmsSchema
            .parse({ queues: [{ url: queue("documents.fifo"), ...settings }] })
            .queues.flatMap(queueAlarms)
            .map(({ alarm, dimensions, is, region }) => [alarm, dimensions["QueueName"], is, region]);

    it("go off when its oldest message has waited for an hour, or for as long as the stack file says", () => {
        const old = (minutes: number) => [["QueueMessagesOld", "documents.fifo", { above: minutes * 60 }, "us-west-2"]];
        assert.deepEqual(of({}), old(60));
        assert.deepEqual(of({ oldestMinutes: 5 }), old(5));
        assert.deepEqual(of({ oldestMinutes: false }), []);
    });

    it("go off for any message in its dead-letter queue, in the region of that", () => {
        assert.deepEqual(of({ oldestMinutes: false, deadLetterUrl: queue("failed", "eu-west-1") }), [
            ["QueueDeadLetters", "failed", { above: 0 }, "eu-west-1"],
        ]);
    });
});
