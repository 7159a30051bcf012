import { z } from "zod";

/** ARN of a KMS key; an alias does not do, since permissions name keys. */
export const keyArn = z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[0-9a-z-]+$/, "must be the ARN of a KMS key")
    .meta({ examples: ["arn:aws:kms:us-west-2:111122223333:key/0123abcd"] });

const keyArns = z
    .array(keyArn)
    .max(10)
    .refine((arns) => new Set(arns).size === arns.length, "names a key twice")
    .default([]);

/**
 * Keys of the user's own that encrypt what the stack only reads or calls; keys that the stack makes are not listed. Where the
 * key is in another account, or its policy does not let IAM decide, the key's own policy has to allow the role too.
 */
export const keysSchema = z.strictObject({
    secrets: keyArns.describe(
        "Keys of secrets below the stack's prefix. Default: the secrets have AWS's key, `aws/secretsmanager`.",
    ),
    topics: keyArns.describe(
        "Keys of the topics that receive alerts or that workloads publish to. Default: no topic is encrypted with a " +
            "key of yours.",
    ),
    queues: keyArns.describe(
        "Keys of the queues that workloads receive from or send to. Default: no queue is encrypted with a key of yours.",
    ),
});
export type KeysConfig = Readonly<z.output<typeof keysSchema>>;
