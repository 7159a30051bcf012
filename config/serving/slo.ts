import { z } from "zod";
import { type Environment } from "../names";

/** Periods that an objective is judged over. */
const sloWindows = ["7d", "14d", "28d", "30d"] as const;

/**
 * Smallest availability that an objective may name. Errors use up its budget 14.4 times too fast when 72 % of requests fail;
 * below 93 % that alert could never fire.
 */
const smallestAvailability = 95;

const objectiveSchema = z.strictObject({
    availability: z
        .number()
        .min(smallestAvailability)
        .max(99.999)
        .optional()
        .describe(
            "Requests that must not fail by the server's fault, in percent. Default: 99.9 in production, 99 in development.",
        ),
    latencyP95Ms: z
        .union([z.int().min(1).max(600_000), z.literal(false)])
        .default(500)
        .describe("Milliseconds that 95 % of requests must be answered within; `false`: no objective for latency."),
    window: z
        .enum(sloWindows)
        .optional()
        .describe("Period that the objectives are judged over. Default: 30d in production, 7d in development."),
});

/** What callers are promised; false: nothing. */
export const sloSchema = z.union([objectiveSchema, z.literal(false)]).prefault({});
export type SloConfig = Readonly<z.output<typeof sloSchema>>;

/** Objectives of a workload with the defaults of its environment. */
export interface Slo {
    /** Share of requests that must not fail, for example 0.999. */
    readonly availability: number;
    /** Absent: no objective for latency. */
    readonly latencyP95Ms?: number;
    readonly windowDays: number;
}

const defaults = {
    production: { availability: 99.9, window: "30d" },
    development: { availability: 99, window: "7d" },
} as const satisfies Record<Environment, object>;

/** Undefined: the workload promises nothing. */
export function sloFor(slo: SloConfig, environment: Environment): Slo | undefined {
    if (slo === false) {
        return undefined;
    }
    const { availability, window } = defaults[environment];
    return {
        // Percent to a share without the rounding of binary fractions: 99.9 is 0.999.
        availability: Number(((slo.availability ?? availability) / 100).toFixed(8)),
        ...(slo.latencyP95Ms !== false && { latencyP95Ms: slo.latencyP95Ms }),
        windowDays: Number.parseInt(slo.window ?? window, 10),
    };
}
