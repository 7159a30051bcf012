import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { selfSignedSecret, storeRegion } from "../../config/existingCluster";
import { modelsRoot } from "../../config/serving/model";
import { type StoreName } from "../../config/names";
import { type PlatformConfig } from "../../config/platform";
import { type ExistingCluster } from "../../config/platformKind";
import { externalService } from "../externalService";
import { resolveImage } from "../kubernetes/images";
import { type CreatedPlatform, type PlatformImplementation } from "../platform";
import { Certificate } from "./certificate";
import { existingCloud } from "./existingCloud";
import { existingFaults } from "./existingFaults";
import { existingNodeGroups } from "./nodes";
import { SecretsNamespace } from "./secrets";
import { StoreAccounts, StoreKey } from "./store/accounts";
import { StoreIdentities } from "./store/identities";
import { embeddedStore, storeHost, storeName, storeService } from "./store/objectStore";
import { StoreServer } from "./store/server";

/** Stores that the S3 server has a bucket for. */
const storeNames = ["models", "data", "results", "backups"] as const satisfies readonly StoreName[];

/** Secrets are those of one namespace, under their own names. */
const secretPrefix = "";

/** Account and Secret of the person who publishes models. */
export const publisher = "publisher";

/** A cluster that somebody else runs: kind, minikube, or any other. The stack only creates what runs in it. */
export const existingCluster: PlatformImplementation = {
    faults: existingFaults,
    create: (config) => Promise.resolve(createPlatform(config)),
};

function createPlatform(config: PlatformConfig): CreatedPlatform {
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

    const accounts = new StoreAccounts();
    const server = new StoreServer(storeName, {
        ...kubernetes,
        buckets: storeNames,
        accounts,
        storageClass: cluster.storageClass,
        size: cluster.storeSize,
        clientImage: config.serving.syncImage,
        resolveImage: (image) => resolveImage(image, config.images),
    });
    new StoreKey(publisher, {
        provider,
        accounts,
        account: { name: publisher, access: [{ kind: "add-objects", store: "models", prefix: modelsRoot }] },
        secret: { name: publisher, namespace: storeName },
        after: server.ready,
    });

    const stores = Object.fromEntries(storeNames.map((store) => [store, embeddedStore(store)]));
    return {
        platform: {
            cluster: {
                name: pulumi.output(cluster.context),
                provider,
                version: cluster.version,
                region: storeRegion,
                nodeCidrs: cluster.nodeCidrs,
                nodeGroups: existingNodeGroups(cluster),
                ready: secrets.ready,
            },
            identities: new StoreIdentities({ provider, accounts, server: server.ready }),
            stores: { ...stores, models: embeddedStore("models") },
            cloud: existingCloud(cluster),
            secretPrefix,
            tags: {},
            ...(postgres?.kind === "external" && { postgres: externalService("postgres", postgres, secretPrefix) }),
            ...(redis?.kind === "external" && { redis: externalService("redis", redis, secretPrefix) }),
        },
        outputs: {
            clusterName: cluster.context,
            buckets: { [storeRegion]: Object.fromEntries(storeNames.map((store) => [store, store])) },
            objectStore: `http://${storeHost}:${storeService.port}`,
            ...(certificate !== undefined && { certificate: certificate.certificate }),
        },
        complete: () => accounts.close(),
    };
}

/** @throws Error when the stack is on another platform */
function existing({ platform }: PlatformConfig): ExistingCluster {
    if (platform.kind !== "existing") {
        throw new Error("the stack file names no existing cluster");
    }
    return platform;
}
