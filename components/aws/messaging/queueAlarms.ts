import * as pulumi from "@pulumi/pulumi";
import { type AlarmsConfig, queueName } from "../../../config/alarms";
import { type AlarmSpec, createAlarms } from "../alarms/alarm";
import { type AwsScope } from "../scope";
import { queueOf } from "./queues";

type WatchedQueue = AlarmsConfig["queues"][number];

/**
 * Alarms on a queue and its dead-letter queue; CloudWatch has no values of a queue that nobody has used for six hours. Source:
 * SQS developer guide, CloudWatch metrics.
 */
export function queueAlarms({ url, oldestMinutes, deadLetterUrl }: WatchedQueue): readonly AlarmSpec[] {
    const of = (queue: string) =>
        ({
            severity: "warning",
            namespace: "AWS/SQS",
            dimensions: { QueueName: queueName(queue) },
            statistic: "Maximum",
            noData: "silent",
            region: queueOf(queue).region,
        }) as const;
    return [
        ...(oldestMinutes === false
            ? []
            : [
                  {
                      ...of(url),
                      alarm: "QueueMessagesOld",
                      description:
                          `For 15 minutes the oldest message of the queue has waited for more than ${oldestMinutes} minutes: ` +
                          "messages come faster than pods work them, or nothing works them.",
                      runbook: "queue-old",
                      measure: "ApproximateAgeOfOldestMessage",
                      is: { above: oldestMinutes * 60 },
                      minutes: 15,
                      periodMinutes: 5,
                  },
              ]),
        ...(deadLetterUrl === undefined
            ? []
            : [
                  {
                      ...of(deadLetterUrl),
                      alarm: "QueueDeadLetters",
                      description:
                          "The dead-letter queue has messages: each has failed as often as its queue allows, and nothing " +
                          "works it any more.",
                      runbook: "queue-dead-letters",
                      measure: "ApproximateNumberOfMessagesVisible",
                      is: { above: 0 },
                      minutes: 5,
                      periodMinutes: 5,
                  },
              ]),
    ];
}

/** The alarms of the queues that the stack file lists; the queues are the user's own. */
export class QueueAlarms extends pulumi.ComponentResource {
    constructor(
        name: string,
        { scope, queues }: { readonly scope: AwsScope; readonly queues: readonly WatchedQueue[] },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:aws:QueueAlarms", name, {}, opts);
        for (const queue of queues) {
            const prefix = queueName(queue.url).replace(".", "-");
            createAlarms(prefix, queueAlarms(queue), scope, { parent: this });
        }
        this.registerOutputs({});
    }
}
