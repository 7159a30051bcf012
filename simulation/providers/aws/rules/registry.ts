import { type RuleTable } from "../../types";
import { atMost, matches, oneOf, rule } from "./vocabulary";

const prefix = matches(
    /^(?=.{2,30}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*\/?$/,
    "2 to 30 lower-case letters, digits and single ._-/ between them",
);

/** Source: ECR API reference. */
export const registryRules: RuleTable = {
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": [
        rule("ecrRepositoryPrefix", "ECR API, CreatePullThroughCacheRule", prefix),
        rule(
            "upstreamRegistryUrl",
            "ECR API, CreatePullThroughCacheRule",
            oneOf(
                "ghcr.io",
                "public.ecr.aws",
                "quay.io",
                "registry-1.docker.io",
                "registry.gitlab.com",
                "registry.k8s.io",
            ),
        ),
        rule(
            "credentialArn",
            "ECR API, CreatePullThroughCacheRule",
            matches(
                /^arn:aws:secretsmanager:[a-zA-Z0-9-:]+:secret:ecr-pullthroughcache\/[a-zA-Z0-9/_+=.@-]+$/,
                "the ARN of a secret whose name starts with ecr-pullthroughcache/",
            ),
        ),
        rule("upstreamRegistryUrl", "ECR user guide, sync an upstream registry", (value, { credentialArn }) =>
            ["registry-1.docker.io", "ghcr.io", "registry.gitlab.com"].includes(String(value)) &&
            credentialArn === undefined
                ? `is ${String(value)}, which needs "credentialArn"`
                : undefined,
        ),
    ],
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": [
        rule("description", "ECR API, CreateRepositoryCreationTemplate", atMost(256)),
        rule("lifecyclePolicy", "ECR API, CreateRepositoryCreationTemplate", atMost(30_720)),
        rule(
            "imageTagMutability",
            "ECR API, CreateRepositoryCreationTemplate",
            oneOf("MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"),
        ),
    ],
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": [
        rule("scanType", "ECR API, PutRegistryScanningConfiguration", oneOf("BASIC", "ENHANCED")),
    ],
};
