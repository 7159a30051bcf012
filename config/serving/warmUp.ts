import { z } from "zod";

/** Requests that a server answers before it gets others; `npm run check-image` sends the same list. */
export const warmUpRequests = z
    .array(
        z.strictObject({
            path: z
                .string()
                .regex(/^\/[^\s?#"\\]*$/, "must be a path such as /predict")
                .meta({ examples: ["/predict"] })
                .describe("Path of the request."),
            body: z
                .record(z.string(), z.unknown())
                .optional()
                .describe("Content of a POST, sent as JSON. Default: a GET without content."),
        }),
    )
    .min(1)
    .max(100)
    .meta({ examples: [[{ path: "/predict", body: { instances: [[1, 2, 3]] } }]] });
export type WarmUpRequests = Readonly<z.output<typeof warmUpRequests>>;

export const warmUpSchema = z.strictObject({
    requests: warmUpRequests.describe("Requests in the order in which they are sent: one per usual size of a batch."),
    rounds: z.int().min(1).max(100).default(3).describe("How often the list is sent."),
    seconds: z
        .int()
        .min(1)
        .max(3600)
        .default(60)
        .describe("Seconds that the warm-up may take, and each of its requests; a rollout waits that much longer."),
});
export type WarmUpConfig = Readonly<z.output<typeof warmUpSchema>>;
