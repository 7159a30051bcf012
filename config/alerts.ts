import { z } from "zod";

/** Severities that alerts carry; one receiver each. */
export const alertSeverities = ["critical", "warning", "info"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

const secretName = z
    .string()
    .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager")
    .meta({ examples: ["alerts/slack"] });

/** ARN of a topic. */
export const topicArn = z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/, "must be the ARN of an SNS topic")
    .meta({ examples: ["arn:aws:sns:us-west-2:111122223333:on-call"] });

/** Where the alerts of one severity go; secrets are named below the stack's secret prefix. */
const receiverSchema = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("slack").describe("A Slack channel, by an incoming webhook."),
        secret: secretName.describe("Secret that holds an incoming webhook's address."),
        channel: z
            .string()
            .regex(/^[#@].+$/, "must be a channel such as #inference-alerts")
            .meta({ examples: ["#inference-alerts"] })
            .describe("Channel that alerts are posted in."),
    }),
    z.strictObject({
        kind: z.literal("pagerduty").describe("A PagerDuty service, by its Events API."),
        secret: secretName.describe("Secret that holds the integration key (Events API v2)."),
    }),
    z.strictObject({
        kind: z.literal("webhook").describe("Any receiver of Alertmanager's webhook format."),
        secret: secretName.describe("Secret that holds the address."),
    }),
    z.strictObject({
        kind: z.literal("sns").describe("An SNS topic."),
        topicArn: topicArn.describe("Topic that alerts are published to, in the region of the stack."),
    }),
]);
export type ReceiverConfig = Readonly<z.output<typeof receiverSchema>>;

/** Receivers by severity; a severity without one is seen in Alertmanager and Grafana only. */
export const alertsSchema = z.strictObject({
    critical: receiverSchema.optional().describe("Receiver of alerts that need a person now."),
    warning: receiverSchema.optional().describe("Receiver of alerts that need a person this week."),
    info: receiverSchema.optional().describe("Receiver of alerts that only inform."),
});
export type AlertsConfig = Readonly<z.output<typeof alertsSchema>>;
