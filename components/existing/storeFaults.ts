import { type Fault, keyPath } from "../../config/fault";
import { type StoreName } from "../../config/names";
import { type PlatformConfig } from "../../config/platform";
import { type ExistingCluster } from "../../config/platformKind";

/** Accounts of the stack's own S3 server that are not those of workloads. */
const reservedAccounts = ["root", "publisher", "loki", "tempo", "mlflow"];

/** What of a stack file the object store cannot do. */
export function storeFaults(config: PlatformConfig, { objectStore }: ExistingCluster): Fault[] {
    if (objectStore === undefined) {
        return Object.keys(config.workloads)
            .filter((name) => reservedAccounts.includes(name))
            .map((name) => ({
                path: keyPath("workloads", name),
                reason: "is the name of an account that the stack's S3 server has for other uses: choose another name",
            }));
    }
    const writers = writersOf(config);
    const buckets = writers.filter(({ store }) => !Object.hasOwn(objectStore.buckets, store));
    return [
        ...buckets.map(({ store, path }) => ({
            path: `platform.objectStore.buckets.${store}`,
            reason: `is missing, and ${path} keeps data there: add the bucket, or remove ${path}`,
        })),
        ...(objectStore.credentials.write === undefined && writers.length > 0
            ? [
                  {
                      path: "platform.objectStore.credentials.write",
                      reason: `is missing, and needed by what keeps data in the store (${writers.map(({ path }) => path).join(", ")}): add the Secret of a key that may write`,
                  },
              ]
            : []),
        ...(config.addons.externalSecrets.enabled
            ? []
            : [
                  {
                      path: "addons.externalSecrets.enabled",
                      reason: "is false, and External Secrets Operator brings the access keys of platform.objectStore to pods: remove it",
                  },
              ]),
    ];
}

/** What writes to a store, by the path that asks for it. */
function writersOf({
    addons,
    workloads,
}: PlatformConfig): readonly { readonly store: StoreName; readonly path: string }[] {
    const { logging, tracing, mlflow } = addons;
    const backups = Object.entries(workloads).filter(([, { kind }]) => kind === "model-backup");
    return [
        ...(logging.enabled ? [{ store: "logs" as const, path: "addons.logging" }] : []),
        ...(tracing.enabled && tracing.backend === "tempo"
            ? [{ store: "traces" as const, path: "addons.tracing" }]
            : []),
        ...(mlflow.enabled ? [{ store: "artifacts" as const, path: "addons.mlflow" }] : []),
        ...backups.map(([name]) => ({ store: "backups" as const, path: keyPath("workloads", name) })),
    ];
}
