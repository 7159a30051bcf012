import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ImagesConfig } from "../../../config/images";
import { stableJson } from "../../kubernetes/stableJson";
import { serviceHost } from "../regions";
import { type AwsScope } from "../scope";

export type ImageCacheConfig = NonNullable<ImagesConfig["cache"]>;

/**
 * Registries that ECR caches, with the address it pulls from and whether it demands an account there. Source: ECR API,
 * CreatePullThroughCacheRule; ECR user guide, sync an upstream registry. nvcr.io is not among them, so that NVIDIA's images are
 * always pulled from there.
 */
const upstreams = {
    "docker.io": { url: "registry-1.docker.io", account: true },
    "ghcr.io": { url: "ghcr.io", account: true },
    "quay.io": { url: "quay.io", account: false },
    "registry.k8s.io": { url: "registry.k8s.io", account: false },
} as const;

type Upstream = keyof typeof upstreams;

/** Days after which a cached image without a tag is removed: what a moved tag, or a digest, has left behind. */
const untaggedDays = 30;

/** Start of the names of the cached repositories. */
export function cachePrefix({ prefix }: ImageCacheConfig, stack: string): string {
    return prefix ?? stack.toLowerCase();
}

/** Registries that the stack caches: those without an account, and those whose account is known. */
export function cachedRegistries({ credentials }: ImageCacheConfig): readonly Upstream[] {
    const accounts: Readonly<Partial<Record<Upstream, string | undefined>>> = credentials;
    return (Object.keys(upstreams) as Upstream[]).filter(
        (host) => !upstreams[host].account || accounts[host] !== undefined,
    );
}

/** Registry and path by the host of a cached registry. */
export function imageCaches(
    config: ImageCacheConfig,
    { stack, region, accountId }: { readonly stack: string; readonly region: string; readonly accountId: string },
): Readonly<Record<string, string>> {
    const registry = `${accountId}.${serviceHost("dkr.ecr", region)}`;
    const prefix = cachePrefix(config, stack);
    return Object.fromEntries(cachedRegistries(config).map((host) => [host, `${registry}/${prefix}/${host}`]));
}

export interface ImageCacheArgs {
    readonly scope: AwsScope;
    readonly config: ImageCacheConfig;
}

/**
 * Caches of other registries in the account's ECR: the first pull of an image copies it there, later ones neither leave AWS nor
 * meet another registry's limits. ECR looks for a newer image behind a tag once a day.
 */
export class ImageCache extends pulumi.ComponentResource {
    /** What nodes wait for that pull through the cache. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ImageCacheArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ImageCache", name, {}, opts);
        const { scope, config } = args;
        const prefix = cachePrefix(config, scope.stack);
        const credentials: Readonly<Partial<Record<Upstream, string | undefined>>> = config.credentials;
        const template = new aws.ecr.RepositoryCreationTemplate(
            name,
            {
                prefix,
                description: `Cached images of stack ${scope.stack}`,
                appliedFors: ["PULL_THROUGH_CACHE"],
                // A tag that its owner moves is moved in the cache too.
                imageTagMutability: "MUTABLE",
                lifecyclePolicy: stableJson(removeUntagged),
            },
            { parent: this },
        );
        const rules = cachedRegistries(config).map((host) => {
            const credentialArn = credentials[host];
            return new aws.ecr.PullThroughCacheRule(
                `${name}-${host}`,
                {
                    ecrRepositoryPrefix: `${prefix}/${host}`,
                    upstreamRegistryUrl: upstreams[host].url,
                    ...(credentialArn !== undefined && { credentialArn }),
                },
                // A repository keeps the settings that it was created with.
                { parent: this, dependsOn: [template] },
            );
        });
        if (config.scanOnPush) {
            new aws.ecr.RegistryScanningConfiguration(
                name,
                {
                    scanType: "BASIC",
                    rules: [
                        {
                            scanFrequency: "SCAN_ON_PUSH",
                            repositoryFilters: [{ filter: `${prefix}/*`, filterType: "WILDCARD" }],
                        },
                    ],
                },
                { parent: this },
            );
        }
        this.ready = rules;
        this.registerOutputs({});
    }
}

const removeUntagged = {
    rules: [
        {
            rulePriority: 1,
            description: "Remove what no tag names",
            selection: {
                tagStatus: "untagged",
                countType: "sinceImagePushed",
                countUnit: "days",
                countNumber: untaggedDays,
            },
            action: { type: "expire" },
        },
    ],
};
