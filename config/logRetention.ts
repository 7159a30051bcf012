import { z } from "zod";

/** Days that CloudWatch Logs can keep a log group's events. Source: CloudWatch Logs API, PutRetentionPolicy. */
export const logRetentionDays = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const offered = logRetentionDays.join(", ");

function isOffered(days: number): boolean {
    return (logRetentionDays as readonly number[]).includes(days);
}

/** Days that a CloudWatch log group keeps its events. */
export const logRetention = z
    .int()
    .refine(isOffered, `must be a number of days that CloudWatch Logs offers: ${offered}`);

/** The same for logs that can be switched off, which 0 does. */
export const logRetentionOrOff = z
    .int()
    .refine(
        (days) => days === 0 || isOffered(days),
        `must be 0 or a number of days that CloudWatch Logs offers: ${offered}`,
    );
