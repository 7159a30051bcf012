import { z } from "zod";

const ownMetricTypes = ["gauge", "counter", "histogram"] as const;
export type OwnMetricType = (typeof ownMetricTypes)[number];

const metricType = z.enum(ownMetricTypes);

/** Metrics of the server's own page that the platform does not know, by name. */
export const ownMetricsSchema = z
    .record(
        z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "must be a metric's name such as jobs_waiting"),
        z.union([
            metricType,
            z.strictObject({
                type: metricType.describe("How its values change."),
                labels: z
                    .array(
                        z
                            .string()
                            .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "must be a label's name such as tenant")
                            .meta({ examples: ["tenant"] }),
                    )
                    .default([])
                    .describe("Labels that the server gives it."),
            }),
        ]),
    )
    .default({});
export type OwnMetrics = Readonly<z.output<typeof ownMetricsSchema>>;

/** A declared metric, however short the stack file says it. */
export function ownMetric(metric: OwnMetrics[string]): {
    readonly type: OwnMetricType;
    readonly labels: readonly string[];
} {
    return typeof metric === "string" ? { type: metric, labels: [] } : metric;
}

/** A query of the user's own, before it is parsed. */
export const ownQuery = z
    .string()
    .trim()
    .min(1)
    .max(1000)
    .meta({ examples: ["sum(jobs_waiting)"] });

/** Name of a trigger or check of the user's own. */
export const ownName = z
    .string()
    .regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 40")
    .meta({ examples: ["jobs-waiting"] });
