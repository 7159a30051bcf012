import { z } from "zod";

/** What one client address may send to a gateway pod. */
export const rateLimitShape = {
    requestsPerSecond: z.int().min(1).max(100_000).describe("Requests per second, on average."),
    burst: z.int().min(1).max(1_000_000).describe("Requests that may come at once after a pause."),
} as const;

export interface RateLimitConfig {
    readonly requestsPerSecond: number;
    readonly burst: number;
}
