import * as pulumi from "@pulumi/pulumi";
import { type BucketsConfig } from "../../../config/buckets";
import { type StoreName } from "../../../config/names";
import { type AwsScope } from "../scope";
import { type StorageRegion } from "./storageRegion";
import { type ObjectLock, type Retention, StoreBucket } from "./storeBucket";
import { type StoreLocation } from "./objectStore";

export type BucketStore = Exclude<StoreName, "models">;

export interface StoresArgs {
    readonly scope: AwsScope;
    readonly config: BucketsConfig;
    readonly storage: StorageRegion;
    /** Stores that the stack's workloads and add-ons use. */
    readonly stores: readonly BucketStore[];
}

/** The stack's buckets besides the models: batch data and results, backups, and what add-ons keep in S3. */
export class Stores extends pulumi.ComponentResource {
    public readonly locations: Readonly<Partial<Record<BucketStore, StoreLocation>>>;

    constructor(name: string, args: StoresArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:Stores", name, {}, opts);
        const { scope, config, storage } = args;
        this.locations = Object.fromEntries(
            args.stores.map((store) => [
                store,
                new StoreBucket(
                    store,
                    { scope, store, storage, deletable: config.deletable, ...keeping(store, config) },
                    { parent: this },
                ),
            ]),
        );
        this.registerOutputs({});
    }
}

/** Stores that a stack has: those of workloads always, since an empty bucket costs nothing, those of add-ons with them. */
export function storesNeeded(ofAddons: readonly StoreName[]): readonly BucketStore[] {
    const others = ofAddons.filter((store): store is BucketStore => store !== "models");
    return [...new Set<BucketStore>(["data", "results", "backups", ...others])];
}

/** How long each store keeps what it holds; add-ons delete their own old objects, S3 the versions they leave behind. */
export function keeping(
    store: BucketStore,
    config: BucketsConfig,
): { readonly retention: Retention; readonly objectLock?: ObjectLock } {
    const { noncurrentDays, resultDays, backups } = config;
    switch (store) {
        case "results":
            return { retention: { noncurrentDays, ...(resultDays !== undefined && { days: resultDays }) } };
        case "backups":
            return {
                retention: { noncurrentDays, days: backups.days },
                ...(backups.objectLock !== undefined && { objectLock: backups.objectLock }),
            };
        case "logs":
        case "traces":
            // Compacted and expired by the add-on; old versions of telemetry are not needed.
            return { retention: { noncurrentDays: 1 } };
        case "data":
        case "artifacts":
            return { retention: { noncurrentDays } };
        default:
            return store satisfies never;
    }
}
