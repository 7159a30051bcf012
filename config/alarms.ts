import { z } from "zod";
import { topicArn } from "./alerts";
import { awsRegion } from "./region";
import { queueUrl } from "./serving/scaling";

/** Name of the queue at the end of its URL. */
export function queueName(url: string): string {
    return url.slice(url.lastIndexOf("/") + 1);
}

/** CloudWatch publishes to standard topics alone. */
const standardTopic = topicArn.refine(
    (arn) => !arn.endsWith(".fifo"),
    "must be a standard topic: alarms cannot notify a FIFO topic",
);

/** Alarms of the cloud on what the stack has there, beside the alerts of Prometheus on what runs in the cluster. */
export const alarmsSchema = z.strictObject({
    topics: z
        .record(awsRegion, standardTopic)
        .meta({ examples: [{ "us-west-2": "arn:aws:sns:us-west-2:111122223333:on-call" }] })
        .default({})
        .describe(
            "SNS topics, by region, that alarms notify; CloudWatch only reaches topics of an alarm's own region. " +
                "Development has alarms only in regions with a topic.",
        ),
    queues: z
        .array(
            z.strictObject({
                url: queueUrl.describe("URL of the queue."),
                oldestMinutes: z
                    .union([z.int().min(1).max(20_160), z.literal(false)])
                    .default(60)
                    .describe("Minutes that the oldest message may wait; `false`: as long as it takes."),
                deadLetterUrl: queueUrl
                    .optional()
                    .describe("URL of its dead-letter queue, which should be empty. Default: none is watched."),
            }),
        )
        .max(100)
        .refine(
            (queues) => new Set(queues.map(({ url }) => queueName(url))).size === queues.length,
            "names a queue twice, or two queues of one name",
        )
        .default([])
        .describe("Queues of this account that get alarms. Default: none."),
});
export type AlarmsConfig = Readonly<z.output<typeof alarmsSchema>>;
