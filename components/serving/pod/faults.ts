import { accountDatabases, databaseAccounts } from "../../../config/dataStores";
import { secretNamePattern } from "../../../config/existingCluster";
import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { platformFacts } from "../../../config/platformFacts";
import { type DataStoreName, dataStoreNames } from "../../../config/serving/access";
import { digestFaults, digestsRequired } from "../../../config/serving/image";
import { type PodConfig } from "../../../config/serving/pod";
import { resourceFaults } from "../../../config/serving/resources";
import { type SecretConfig } from "../../../config/serving/secrets";
import { modelFaults } from "../models/faults";

/** What no schema can check of a workload's pods: combinations of keys, and keys against the rest of the stack file. */
export function podFaults(name: string, config: PodConfig, stack: PlatformConfig): readonly Fault[] {
    const path = `workloads.${name}`;
    return [
        ...gpuFaults(path, config),
        ...resourceFaults(`${path}.resources`, config.resources),
        ...modelFaults(path, config.models, config.modelVolume),
        ...(config.modelVolume.kind === "mount"
            ? mountFaults(`${path}.modelVolume.kind`, "is mount", "use sync", stack)
            : []),
        ...egressFaults(path, config),
        ...secretStoreFaults(path, config, stack),
        ...clusterSecretFaults(path, config, stack),
        ...dataStoreFaults(path, config, stack),
        ...(config.image === undefined ? [] : digestFaults(`${path}.image`, config.image, imagesNeedDigests(stack))),
    ];
}

/** Whether the images of workloads need a digest beside their tag. */
export function imagesNeedDigests({ serving, environment }: PlatformConfig): boolean {
    return digestsRequired(serving.imageDigests, environment);
}

/**
 * Buckets are mounted by a driver of the cloud, which not every platform has.
 *
 * @param what what in the stack file asks for a mount
 * @param instead what to do
 */
export function mountFaults(
    path: string,
    what: string,
    instead: string,
    { platform }: Pick<PlatformConfig, "platform">,
): readonly Fault[] {
    const { mountsBuckets, called } = platformFacts[platform.kind];
    return mountsBuckets
        ? []
        : [{ path, reason: `${what}, and ${called} has no driver that mounts buckets: ${instead}` }];
}

function gpuFaults(path: string, config: PodConfig): readonly Fault[] {
    return config.gpus !== undefined && config.accelerator === undefined
        ? [{ path: `${path}.gpus`, reason: 'needs an "accelerator": name the GPU model, or leave gpus out' }]
        : [];
}

function egressFaults(path: string, { egress }: PodConfig): readonly Fault[] {
    return egress.flatMap(({ port, protocol, cidrs }, i) => {
        const at = `${path}.egress[${i}]`;
        if (port === 443 && (protocol === "HTTP" || protocol === "GRPC")) {
            return [{ path: `${at}.protocol`, reason: `is ${protocol} on port 443, which serves TLS: use TLS` }];
        }
        if (cidrs.length > 0) {
            return [];
        }
        if (protocol === "TCP" && port === 443) {
            return [
                {
                    path: `${at}.cidrs`,
                    reason: "is empty for protocol TCP: proxies tell its connections apart by address; list the host's networks, or use TLS",
                },
            ];
        }
        return port === 443
            ? []
            : [
                  {
                      path: `${at}.cidrs`,
                      reason: `is empty for port ${port}: only port 443 may go to any address; list the host's networks`,
                  },
              ];
    });
}

/** Secrets whose add-on is switched off cannot reach the pods. */
function secretStoreFaults(path: string, { secrets }: PodConfig, stack: PlatformConfig): readonly Fault[] {
    return Object.keys(secrets).length > 0 && !stack.addons.externalSecrets.enabled
        ? [
              {
                  path: `${path}.secrets`,
                  reason: 'needs external-secrets, and "addons.externalSecrets.enabled" is false: switch it on',
              },
          ]
        : [];
}

/** Where a secret is a Secret of Kubernetes, its name has a form, and its values have keys. */
function clusterSecretFaults(path: string, { secrets }: PodConfig, { platform }: PlatformConfig): readonly Fault[] {
    const { kubernetesSecrets, called } = platformFacts[platform.kind];
    if (!kubernetesSecrets) {
        return [];
    }
    return Object.entries(secrets).flatMap(([name, source]) => {
        if ("dataStore" in source) {
            return [];
        }
        const at = `${path}.secrets.${name}`;
        const form = `is "${source.secret}": on ${called} it names a Secret, so use lower-case letters, digits, dashes and dots`;
        return [
            ...(secretNamePattern.test(source.secret) ? [] : [{ path: `${at}.secret`, reason: form }]),
            ...(source.property === undefined
                ? [
                      {
                          path: `${at}.property`,
                          reason: `is missing: on ${called} it names the key of the Secret`,
                      },
                  ]
                : []),
        ];
    });
}

function dataStoreFaults(path: string, config: PodConfig, stack: PlatformConfig): readonly Fault[] {
    const absent = (store: DataStoreName) => stack.dataStores[store] === undefined;
    return [
        ...config.dataStores.flatMap((store, i) =>
            absent(store)
                ? [
                      {
                          path: `${path}.dataStores[${i}]`,
                          reason: `needs ${store}: add "dataStores.${store}" to the stack`,
                      },
                  ]
                : [],
        ),
        ...Object.entries(config.secrets).flatMap(([name, secret]) => [
            ...databaseFaults(`${path}.secrets.${name}`, secret, stack),
            ...ownSecretFaults(`${path}.secrets.${name}`, secret, stack),
        ]),
        ...Object.entries(config.secrets).flatMap(([name, secret]) =>
            !("dataStore" in secret) || config.dataStores.includes(secret.dataStore)
                ? []
                : [
                      {
                          path: `${path}.secrets.${name}.dataStore`,
                          reason: `needs ${secret.dataStore} among the workload's "dataStores", or pods cannot reach it`,
                      },
                  ],
        ),
    ];
}

/** Workloads have one database where the stack runs the server. */
function databaseFaults(path: string, secret: SecretConfig, { dataStores }: PlatformConfig): readonly Fault[] {
    const { application } = accountDatabases;
    return "dataStore" in secret &&
        secret.dataStore === "postgres" &&
        dataStores.postgres?.kind === "managed" &&
        secret.database !== undefined &&
        secret.database !== application
        ? [
              {
                  path: `${path}.database`,
                  reason: `is "${secret.database}", and workloads can log in to the database "${application}" of a managed PostgreSQL only: drop the key, or use a server of your own (kind: external)`,
              },
          ]
        : [];
}

/** Names of the secrets that a stack keeps for the users of its own servers; the administrator's is that of the store. */
const ownSecrets: Readonly<Record<DataStoreName, readonly string[]>> = {
    postgres: ["postgres", ...databaseAccounts.map((account) => `postgres-${account}`)],
    redis: ["redis"],
};

/** A workload that read them could act as the administrator, or as another account. */
function ownSecretFaults(path: string, secret: SecretConfig, { dataStores }: PlatformConfig): readonly Fault[] {
    if ("dataStore" in secret) {
        return [];
    }
    return dataStoreNames
        .filter((store) => dataStores[store]?.kind === "managed" && ownSecrets[store].includes(secret.secret))
        .map((store) => ({
            path: `${path}.secret`,
            reason: `is "${secret.secret}", which the stack keeps for the users of its own ${store}: use { dataStore: ${store} }, which is the workloads' login`,
        }));
}
