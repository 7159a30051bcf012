import { z } from "zod";
import { imageCacheSchema } from "./imageCache";

/** Where container images come from and how they are pulled. */
export const imagesSchema = z.strictObject({
    mirror: z
        .string()
        .regex(
            /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*$/,
            "must be a registry host with an optional path, for example registry.example.com/mirror",
        )
        .meta({ examples: ["registry.example.com/mirror"] })
        .optional()
        .describe(
            "Registry (and path) that mirrors every registry under its host name: `quay.io/a/b:1` becomes " +
                "`<mirror>/quay.io/a/b:1`. Default: each image's own registry.",
        ),
    cache: imageCacheSchema
        .optional()
        .describe(
            "Caches images of quay.io and registry.k8s.io, and of each registry with credentials, in the account's ECR " +
                "(pull-through cache). Default: images come from their own registries.",
        ),
    pullSecret: z
        .string()
        .regex(/^[a-zA-Z0-9/_+=.@-]{1,200}$/, "must be the name of a secret in Secrets Manager")
        .meta({ examples: ["images/pull"] })
        .optional()
        .describe(
            "Name, below the stack's secret prefix, of a secret that holds a `.dockerconfigjson`; it is copied to " +
                "workload namespaces as a pull secret. Default: nodes pull with their own role, as from ECR.",
        ),
});
export type ImagesConfig = Readonly<z.output<typeof imagesSchema>>;
