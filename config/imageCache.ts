import { z } from "zod";

/** ECR only takes secrets of this name. Source: ECR API, CreatePullThroughCacheRule, credentialArn. */
const cacheSecretArn = z
    .string()
    .regex(
        /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:ecr-pullthroughcache\/[a-zA-Z0-9/_+=.@-]+$/,
        "must be the ARN of a secret whose name starts with ecr-pullthroughcache/",
    )
    .meta({
        examples: ["arn:aws:secretsmanager:us-west-2:111122223333:secret:ecr-pullthroughcache/docker-hub-a1b2c3"],
    })
    .optional();

/**
 * Longest start of the names of cached repositories: ECR takes 30 characters, and the longest registry's name follows,
 * /registry.k8s.io. Source: ECR API, CreatePullThroughCacheRule, ecrRepositoryPrefix.
 */
export const longestCachePrefix = 14;

/** Which images of other registries the account's own registry caches. */
export const imageCacheSchema = z.strictObject({
    prefix: z
        .string()
        .regex(
            /^[a-z0-9]+([._-][a-z0-9]+)*$/,
            "must be lower-case letters and digits, with single dots, dashes or underscores between them",
        )
        .max(longestCachePrefix)
        .meta({ examples: ["images"] })
        .optional()
        .describe(
            `Start of the names of the cached repositories, at most ${longestCachePrefix} characters; a rule is unique in its account ` +
                "and region, so each stack there needs its own. Default: the stack's name.",
        ),
    credentials: z
        .strictObject({
            "docker.io": cacheSecretArn.describe(
                "Secret, a JSON object with `username` and `accessToken`, of an account at Docker Hub. Default: images " +
                    "of docker.io are not cached, since AWS demands an account there.",
            ),
            "ghcr.io": cacheSecretArn.describe(
                "Secret, a JSON object with `username` and `accessToken`, of an account at GitHub. Default: images of " +
                    "ghcr.io are not cached, since AWS demands an account there.",
            ),
        })
        .prefault({})
        .describe("Secrets in the stack's region for registries that are cached only with an account."),
    scanOnPush: z
        .boolean()
        .describe(
            "Whether the stack scans cached images for vulnerabilities: it then owns the scanning configuration of " +
                "the whole registry, which an account has once per region. Set false where somebody else does.",
        ),
});
