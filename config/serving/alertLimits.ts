import { z } from "zod";

const off = z.literal(false);

/** When a workload's own alerts fire; false leaves one out. */
export const alertLimitsSchema = z.strictObject({
    latencyP95Ms: z
        .union([z.int().min(1), off])
        .default(2000)
        .describe("95th percentile of latency in milliseconds: a warning when it stays above for 5 minutes."),
    errorRatio: z
        .union([z.number().gt(0).lt(1), off])
        .default(0.05)
        .describe("Share of failed requests: critical when it stays above for 2 minutes."),
    accuracy: z
        .union([z.number().gt(0).lt(1), off])
        .default(0.85)
        .describe(
            "Share of correct predictions: critical when it stays below for 10 minutes. Only servers that report it.",
        ),
    driftPsi: z
        .union([z.number().gt(0).max(10), off])
        .default(0.2)
        .describe(
            "Population stability index of the last hour's scores against the version's first week: a warning when it stays " +
                "above for an hour. Only servers that report `prediction_score`.",
        ),
    trafficPerSecond: z
        .union([z.number().gt(0), off])
        .default(0.1)
        .describe("Requests per second that came a day before: a warning when none come at this time of day."),
});
export type AlertLimits = Readonly<z.output<typeof alertLimitsSchema>>;
