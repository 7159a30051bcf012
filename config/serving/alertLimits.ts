import { z } from "zod";

const off = z.literal(false);

/** When a workload's own alerts fire; false leaves one out. */
export const alertLimitsSchema = z.strictObject({
    /** 95th percentile of latency in milliseconds: a warning when it stays above for 5 minutes. */
    latencyP95Ms: z.union([z.int().min(1), off]).default(2000),
    /** Share of failed requests: critical when it stays above for 2 minutes. */
    errorRatio: z.union([z.number().gt(0).lt(1), off]).default(0.05),
    /** Share of correct predictions: critical when it stays below for 10 minutes. Only servers that report it. */
    accuracy: z.union([z.number().gt(0).lt(1), off]).default(0.85),
    /** Requests per second below which no traffic is expected: a warning when they stop although they came a day before. */
    trafficPerSecond: z.union([z.number().gt(0), off]).default(0.1),
});
export type AlertLimits = Readonly<z.output<typeof alertLimitsSchema>>;
