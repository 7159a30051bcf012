import { z } from "zod";
import { topicArn } from "../alerts";
import { queueUrl } from "./scaling";

/** A folder of a store; ends with a slash. */
export const storeFolder = z
    .string()
    .regex(/^([A-Za-z0-9_.-]+\/)+$/, "must be a path that ends with /, such as detector/")
    .refine((path) => !path.split("/").includes(".."), "must not climb out of the store")
    .meta({ examples: ["images/"] });

/** Stores that programs of the user's own may use; the others belong to the platform. */
const ownStores = ["data", "results"] as const;

/** What a program of the user's own may do outside the cluster, with the identity of its pods. */
export const cloudAccessSchema = z.strictObject({
    queues: z
        .array(
            z.strictObject({
                url: queueUrl.describe("URL of the queue."),
                use: z
                    .enum(["receive", "send"])
                    .describe("`receive`: takes messages and deletes them; `send`: adds messages."),
            }),
        )
        .max(20)
        .default([])
        .describe("Queues that the program works with; one that it receives from and sends to is listed twice."),
    objects: z
        .array(
            z.strictObject({
                store: z
                    .enum(ownStores)
                    .describe("Bucket of the stack; its name is in the variable DATA_BUCKET or RESULTS_BUCKET."),
                prefix: storeFolder.describe("What lies below this path, which ends with a slash; nothing else."),
                use: z
                    .enum(["read", "add", "write"])
                    .default("read")
                    .describe(
                        "`read`: lists and reads; `add`: writes too; `write`: deletes too. The bucket keeps versions.",
                    ),
            }),
        )
        .max(50)
        .default([])
        .describe("Objects that the program reads or writes."),
    topics: z.array(topicArn).max(20).default([]).describe("Topics that the program publishes to."),
});
export type CloudAccessConfig = Readonly<z.output<typeof cloudAccessSchema>>;

/** The key of every kind that runs an image of the user's own. */
export const cloudAccess = cloudAccessSchema
    .prefault({})
    .describe(
        "What the program may do in queues, buckets and topics, and nothing else. Default: it reads its models alone.",
    );
