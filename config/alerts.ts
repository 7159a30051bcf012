import { z } from "zod";

/** Severities that alerts carry; one receiver each. */
export const alertSeverities = ["critical", "warning", "info"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

const secretName = z.string().regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager");

/** Where the alerts of one severity go; secrets are named below the stack's secret prefix. */
const receiverSchema = z.discriminatedUnion("kind", [
    z.strictObject({
        kind: z.literal("slack"),
        /** Secret that holds an incoming webhook's address. */
        secret: secretName,
        channel: z.string().regex(/^[#@].+$/, "must be a channel such as #inference-alerts"),
    }),
    z.strictObject({
        kind: z.literal("pagerduty"),
        /** Secret that holds the integration key (Events API v2). */
        secret: secretName,
    }),
    z.strictObject({
        kind: z.literal("webhook"),
        /** Secret that holds the address. */
        secret: secretName,
    }),
    z.strictObject({
        kind: z.literal("sns"),
        topicArn: z
            .string()
            .regex(
                /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(\.fifo)?$/,
                "must be the ARN of an SNS topic",
            ),
    }),
]);
export type ReceiverConfig = Readonly<z.output<typeof receiverSchema>>;

/** Receivers by severity; a severity without one is seen in Alertmanager and Grafana only. */
export const alertsSchema = z.strictObject({
    critical: receiverSchema.optional(),
    warning: receiverSchema.optional(),
    info: receiverSchema.optional(),
});
export type AlertsConfig = Readonly<z.output<typeof alertsSchema>>;
