import { addonSchemas } from "../../components/addons/definitions";
import { loadPlatformConfig } from "../../config/load";
import { type PlatformConfig } from "../../config/platform";
import { type ExistingCluster } from "../../config/platformKind";

type Topics = Readonly<Record<string, unknown>>;

/** A stack file on an existing cluster of one node without GPU, checked and completed as the real ones are. */
function existingConfig(topics: Topics = {}, platform: Topics = {}): PlatformConfig {
    const all: Topics = {
        environment: "development",
        platform: { kind: "existing", context: "kind-inference", nodes: { node: oneNode }, ...platform },
        ...topics,
    };
    const entries = Object.entries(all).map(([key, value]) => [
        `inference-platform:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return loadPlatformConfig("test", Object.fromEntries(entries) as Record<string, string>, {
        kinds: {},
        addons: addonSchemas,
        checks: [],
    });
}

const oneNode = { count: 1, cpu: 4, memoryGiB: 8 };

/** Its topic `platform`. */
export function existingCluster(platform: Topics = {}): ExistingCluster {
    return existingConfig({}, platform).platform as ExistingCluster;
}

/** An object store outside of the cluster for everything that a stack keeps, as `--set` takes it. */
export const storeThatIsThere =
    "platform.objectStore={endpoint: https://s3.example.com, credentials: {read: store-reader, write: store-writer}, " +
    "buckets: {models: team-models, logs: team-logs, traces: team-traces, artifacts: team-runs, backups: team-backups}}";

/** Everything that keeps data in the object store, whichever it is. */
export const addonsWithData = [
    "dataStores.postgres={kind: external, host: db.example.com, secret: postgres, cidrs: [10.1.0.0/16]}",
    ...["addons.logging.enabled=true", "addons.tracing.enabled=true", "addons.mlflow.enabled=true"],
    "workloads.keep={kind: model-backup}",
];
