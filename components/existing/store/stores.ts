import type * as k8s from "@pulumi/kubernetes";
import { storeRegion } from "../../../config/existingCluster";
import { type StoreName } from "../../../config/names";
import { type PlatformConfig } from "../../../config/platform";
import { type ExistingCluster, type ExternalObjectStore } from "../../../config/platformKind";
import { modelsRoot } from "../../../config/serving/model";
import { resolveImage } from "../../kubernetes/images";
import { type CreatedPlatform, type Identities, type ObjectStores } from "../../platform";
import { StoreAccounts, StoreKey } from "./accounts";
import { ExternalStoreIdentities } from "./externalIdentities";
import { externalStore } from "./externalStore";
import { StoreIdentities } from "./identities";
import { embeddedStore, storeEndpoint, storeName } from "./objectStore";
import { StoreServer } from "./server";

/** Stores that the S3 server has a bucket for, whatever the add-ons keep. */
const storeNames = ["models", "data", "results", "backups"] as const satisfies readonly StoreName[];

/** Account and Secret of the person who publishes models. */
export const publisher = "publisher";

/** The object stores of a stack, and who gets at them. */
export interface ClusterStores extends Pick<CreatedPlatform, "complete"> {
    readonly stores: ObjectStores;
    readonly identities: Identities;
    /** Region that requests are signed for. */
    readonly region: string;
    /** URL of the S3 API. */
    readonly endpoint: string;
    /** Buckets by store. */
    readonly buckets: Readonly<Record<string, string>>;
}

/** The buckets of a store that is there. */
export function externalStores(provider: k8s.Provider, external: ExternalObjectStore): ClusterStores {
    const { endpoint, region, credentials, buckets } = external;
    const stores = Object.entries(buckets).map(([store, bucket]) => [store, externalStore(external, bucket)]);
    return {
        stores: { ...(Object.fromEntries(stores) as ObjectStores), models: externalStore(external, buckets.models) },
        identities: new ExternalStoreIdentities(provider, credentials),
        region,
        endpoint,
        buckets,
    };
}

/**
 * The stack's own S3 server.
 *
 * @param addons stores that the add-ons keep data in
 */
export function embeddedStores(
    kubernetes: { readonly provider: k8s.Provider; readonly kubernetesVersion: string },
    cluster: Pick<ExistingCluster, "storageClass" | "storeSize">,
    { images, serving }: Pick<PlatformConfig, "images" | "serving">,
    addons: readonly StoreName[],
): ClusterStores {
    const names = [...new Set([...storeNames, ...addons])];
    const accounts = new StoreAccounts();
    const server = new StoreServer(storeName, {
        ...kubernetes,
        buckets: names,
        accounts,
        storageClass: cluster.storageClass,
        size: cluster.storeSize,
        clientImage: serving.syncImage,
        resolveImage: (image) => resolveImage(image, images),
    });
    const { provider } = kubernetes;
    new StoreKey(publisher, {
        provider,
        accounts,
        account: { name: publisher, access: [{ kind: "add-objects", store: "models", prefix: modelsRoot }] },
        secret: { name: publisher, namespace: storeName },
        after: server.ready,
    });
    const stores = Object.fromEntries(names.map((store) => [store, embeddedStore(store)]));
    return {
        stores: { ...stores, models: embeddedStore("models") },
        identities: new StoreIdentities({ provider, accounts, server: server.ready }),
        region: storeRegion,
        endpoint: storeEndpoint,
        buckets: Object.fromEntries(names.map((store) => [store, store])),
        complete: () => accounts.close(),
    };
}
