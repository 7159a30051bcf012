import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selfSignedSecret } from "../../config/existingCluster";
import { type PlatformConfig } from "../../config/platform";
import { type ExistingCluster } from "../../config/platformKind";
import { externalService } from "../externalService";
import { type AddonData, type CreatedPlatform, type PlatformImplementation } from "../platform";
import { Certificate } from "./certificate";
import { existingCloud } from "./existingCloud";
import { existingFaults } from "./existingFaults";
import { existingNodeGroups } from "./nodes";
import { SecretsNamespace } from "./secrets";
import { embeddedStores, externalStores } from "./store/stores";

/** Secrets are those of one namespace, under their own names. */
const secretPrefix = "";

/**
 * A cluster that somebody else runs: kind, minikube, or any other. The stack only creates what runs in it.
 *
 * @param forAmd64 key paths of what it installs there with images for amd64 alone
 */
export function existingCluster(forAmd64: (config: PlatformConfig) => readonly string[]): PlatformImplementation {
    return {
        faults: (config, demands) => existingFaults(config, demands, forAmd64(config)),
        create: (config, addons) => Promise.resolve(createPlatform(config, addons)),
    };
}

function createPlatform(config: PlatformConfig, addons: AddonData): CreatedPlatform {
    const cluster = existing(config);
    const { postgres, redis } = config.dataStores;
    const provider = new k8s.Provider("cluster-kubernetes", {
        context: cluster.context,
        ...(cluster.kubeconfig !== undefined && { kubeconfig: cluster.kubeconfig }),
        // Keeps the provider, and so every object behind it, when only the kubeconfig's text changes.
        clusterIdentifier: cluster.context,
        enableServerSideApply: true,
        // Otherwise a changed ConfigMap or Secret is deleted and recreated, and missing in between.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
    });
    const kubernetes = { provider, kubernetesVersion: cluster.version };
    const secrets = new SecretsNamespace("secrets", kubernetes);
    const certificate =
        config.ingress?.tlsSecret === selfSignedSecret
            ? new Certificate("certificate", {
                  provider,
                  hostname: config.ingress.hostname,
                  namespaceReady: secrets.ready,
              })
            : undefined;

    const store =
        cluster.objectStore === undefined
            ? embeddedStores(kubernetes, cluster, config, addons.stores)
            : externalStores(provider, cluster.objectStore);
    return {
        platform: {
            cluster: {
                name: pulumi.output(cluster.context),
                provider,
                version: cluster.version,
                region: store.region,
                nodeCidrs: cluster.nodeCidrs,
                nodeGroups: existingNodeGroups(cluster),
                ready: secrets.ready,
            },
            identities: store.identities,
            stores: store.stores,
            cloud: existingCloud(cluster),
            secretPrefix,
            tags: {},
            ...(postgres?.kind === "external" && { postgres: externalService("postgres", postgres, secretPrefix) }),
            ...(redis?.kind === "external" && { redis: externalService("redis", redis, secretPrefix) }),
        },
        outputs: {
            clusterName: cluster.context,
            buckets: { [store.region]: store.buckets },
            objectStore: store.endpoint,
            ...(certificate !== undefined && { certificate: certificate.certificate }),
        },
        ...(store.complete !== undefined && { complete: store.complete }),
    };
}

/** @throws Error when the stack is on another platform */
function existing({ platform }: PlatformConfig): ExistingCluster {
    if (platform.kind !== "existing") {
        throw new Error("the stack file names no existing cluster");
    }
    return platform;
}
