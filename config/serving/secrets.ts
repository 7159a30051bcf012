import { z } from "zod";
import { dataStoreNames } from "./access";

/** Where an environment variable's secret value comes from; the value itself never stands in a stack file. */
const secretSchema = z.union([
    z.strictObject({
        secret: z
            .string()
            .regex(/^[A-Za-z0-9][A-Za-z0-9/_+=.@-]*$/, "must be a name below the stack's prefix in the secret store")
            .meta({ examples: ["ai-inference-app/openai"] })
            .describe("Name in the cloud's secret store, below the stack's prefix: `ai-inference-app/openai`."),
        property: z
            .string()
            .min(1)
            .meta({ examples: ["url"] })
            .optional()
            .describe("Key of a JSON secret; default: the whole value."),
    }),
    z.strictObject({
        dataStore: z
            .enum(dataStoreNames)
            .describe("Address and credentials of a data store of this stack, as one URL."),
        database: z
            .string()
            .regex(/^\w+$/, "must be letters, digits and underscores")
            .meta({ examples: ["inference"] })
            .optional()
            .describe(
                "Database of a PostgreSQL URL (default: `inference` of a managed server, `postgres` of an external one), " +
                    "or number of a Redis database (default: 0).",
            ),
    }),
]);
export type SecretConfig = Readonly<z.output<typeof secretSchema>>;

export const environmentName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "must be capital letters, digits and underscores");

/** Secrets of a workload, by the environment variable that receives them. */
export const secretsSchema = z.record(environmentName, secretSchema).default({});
export type SecretsConfig = Readonly<z.output<typeof secretsSchema>>;

/** What happens to running pods when a secret of theirs changes, of workloads whose pods do not end by themselves. */
export const secretChangesSchema = z
    .enum(["restart", "ignore"])
    .optional()
    .describe(
        "When a secret changes: `restart` replaces the pods a few at a time, as an update does; `ignore` leaves them with the value " +
            "that they started with. Default: `restart`, where `addons.reloader` is on.",
    );
export type SecretChanges = z.output<typeof secretChangesSchema>;
