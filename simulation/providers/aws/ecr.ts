import { text } from "../naming";
import { type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

/** Container registry. */
export const ecrTypes: TypeTable = {
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
        id: ({ inputs }) => text(inputs, "ecrRepositoryPrefix"),
        outputs: ({ account }) => ({ registryId: account.accountId }),
        replaceOn: forcesNewInRegion(
            "ecr/pull_through_cache_rule.go",
            "ecrRepositoryPrefix",
            "upstreamRegistryUrl",
            "upstreamRepositoryPrefix",
        ),
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
        id: ({ inputs }) => text(inputs, "prefix"),
        outputs: ({ account }) => ({ registryId: account.accountId }),
        replaceOn: forcesNewInRegion("ecr/repository_creation_template.go", "prefix"),
    },
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
        id: ({ account }) => account.accountId,
        outputs: ({ account }) => ({ registryId: account.accountId }),
        replaceOn: forcesNewInRegion("ecr/registry_scanning_configuration.go"),
    },
};
