import type * as pulumi from "@pulumi/pulumi";
import { type Resources, resources } from "../../kubernetes/resources";
import { tolerateEverything, type Toleration } from "../../kubernetes/tolerations";
import { softSpread } from "../../kubernetes/topology";
import { type ObjectStore } from "../../platform";
import { keyVariables } from "../../storeCredentials";
import { type AddonFacts } from "../facts";

/** Keys of Loki's chart that we set. */
export interface LokiValues {
    readonly deploymentMode: "Monolithic";
    readonly loki: {
        readonly auth_enabled: boolean;
        readonly commonConfig: { readonly replication_factor: number };
        readonly schemaConfig: { readonly configs: readonly object[] };
        readonly storage: {
            readonly type: "s3";
            readonly bucketNames: { readonly chunks: pulumi.Input<string>; readonly ruler: pulumi.Input<string> };
            readonly s3: {
                readonly region: string;
                readonly endpoint?: string;
                readonly s3ForcePathStyle?: true;
                readonly insecure?: boolean;
            };
        };
        readonly limits_config: Readonly<Record<string, string | number | boolean>>;
        readonly compactor: Readonly<Record<string, string | boolean>>;
        readonly analytics: { readonly reporting_enabled: boolean };
    };
    readonly singleBinary: {
        readonly replicas: number;
        readonly extraEnv?: ReturnType<typeof keyVariables>;
        readonly resources: Resources;
        readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
        readonly persistence: { readonly size: string; readonly storageClass: string };
        readonly podDisruptionBudget: { readonly enabled: boolean; readonly maxUnavailable?: number };
    };
    readonly read: { readonly replicas: 0 };
    readonly write: { readonly replicas: 0 };
    readonly backend: { readonly replicas: 0 };
    readonly gateway: { readonly enabled: boolean };
    readonly chunksCache: { readonly enabled: boolean };
    readonly resultsCache: { readonly enabled: boolean };
    readonly lokiCanary: { readonly enabled: boolean };
    readonly test: { readonly enabled: boolean };
    readonly sidecar: { readonly rules: { readonly enabled: boolean } };
    readonly serviceAccount: { readonly name: string };
    readonly monitoring: { readonly serviceMonitor: { readonly enabled: boolean } };
}

/** Service account of Loki's pods. */
export const lokiAccount = "loki";

/** Undefined where the stack has no store for logs. */
export function lokiValues(facts: AddonFacts): LokiValues | undefined {
    const { logs } = facts.stores;
    if (logs === undefined) {
        return undefined;
    }
    // Three copies of what is not yet in the object store, so that one pod may go; one pod keeps one.
    const replicas = facts.environment === "production" ? 3 : 1;
    const key = keyVariables(logs, lokiAccount);
    return {
        deploymentMode: "Monolithic",
        loki: {
            // One tenant: the platform.
            auth_enabled: false,
            commonConfig: { replication_factor: replicas },
            schemaConfig: { configs: [schema] },
            storage: {
                type: "s3",
                bucketNames: { chunks: logs.bucket, ruler: logs.bucket },
                s3: { region: logs.region, ...s3Endpoint(logs) },
            },
            limits_config: {
                retention_period: `${facts.addons.logging.retentionDays * 24}h`,
                reject_old_samples_max_age: "24h",
                max_global_streams_per_user: 10_000,
                ingestion_rate_mb: 16,
                ingestion_burst_size_mb: 32,
                volume_enabled: true,
            },
            compactor: {
                working_directory: "/var/loki/compactor",
                retention_enabled: true,
                delete_request_store: "s3",
            },
            analytics: { reporting_enabled: false },
        },
        singleBinary: {
            replicas,
            ...(key.length > 0 && { extraEnv: key }),
            resources: resources("200m", "2", "512Mi", "2Gi"),
            topologySpreadConstraints: softSpread({ "app.kubernetes.io/name": "loki" }),
            persistence: { size: "20Gi", storageClass: facts.cloud.storageClasses.default },
            podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        },
        // The chart's defaults for the split modes.
        read: { replicas: 0 },
        write: { replicas: 0 },
        backend: { replicas: 0 },
        gateway: { enabled: false },
        // Each asks for gigabytes of memory; the object store and the pods' own disks are enough for one team's logs.
        chunksCache: { enabled: false },
        resultsCache: { enabled: false },
        lokiCanary: { enabled: false },
        test: { enabled: false },
        // Alerts on logs would need rights over every ConfigMap; alerts come from metrics.
        sidecar: { rules: { enabled: false } },
        serviceAccount: { name: lokiAccount },
        monitoring: { serviceMonitor: { enabled: true } },
    };
}

/** What Loki does not derive from the region: its client takes the URL as it is. Source: grafana/loki, s3_storage_client.go. */
function s3Endpoint({ endpoint }: ObjectStore) {
    return (
        endpoint !== undefined && { endpoint, s3ForcePathStyle: true as const, insecure: endpoint.startsWith("http:") }
    );
}

/** Layout of the index from the first log on; a change is a further entry with a later date, never an edit. */
const schema = {
    from: "2024-04-01",
    store: "tsdb",
    object_store: "s3",
    schema: "v13",
    index: { prefix: "index_", period: "24h" },
} as const;

/** Keys of Alloy's chart that we set. */
export interface AlloyValues {
    readonly crds: { readonly create: boolean };
    readonly alloy: {
        readonly configMap: { readonly content: string };
        readonly enableReporting: boolean;
        readonly storagePath: string;
        readonly mounts: { readonly varlog: boolean; readonly extra: readonly object[] };
        readonly securityContext: object;
        readonly resources: Resources;
    };
    readonly configReloader: { readonly resources: Resources };
    readonly controller: {
        readonly type: "daemonset";
        readonly tolerations: readonly Toleration[];
        readonly priorityClassName: string;
        readonly volumes: { readonly extra: readonly object[] };
    };
    readonly rbac: { readonly rules: readonly object[]; readonly clusterRules: readonly object[] };
    readonly serviceMonitor: { readonly enabled: boolean };
}

const positions = "/var/lib/alloy";

export const alloyResources = {
    collector: resources("50m", "500m", "128Mi", "512Mi"),
    reloader: resources("10m", "100m", "50Mi", "64Mi"),
} as const;

export function alloyValues(): AlloyValues {
    return {
        crds: { create: false },
        alloy: {
            configMap: { content: alloyConfig },
            enableReporting: false,
            // On the host: a new pod goes on where the old one stopped.
            storagePath: positions,
            mounts: { varlog: true, extra: [{ name: "positions", mountPath: positions }] },
            securityContext: {
                // Log files belong to root; no capability is needed to read one's own.
                runAsUser: 0,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
                seccompProfile: { type: "RuntimeDefault" },
            },
            resources: alloyResources.collector,
        },
        configReloader: { resources: alloyResources.reloader },
        controller: {
            type: "daemonset",
            tolerations: tolerateEverything,
            priorityClassName: "system-node-critical",
            volumes: { extra: [{ name: "positions", hostPath: { path: positions, type: "DirectoryOrCreate" } }] },
        },
        rbac: {
            // It looks at pods to name their logs; the chart would let it read every Secret.
            rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
            clusterRules: [{ apiGroups: [""], resources: ["namespaces"], verbs: ["get", "list", "watch"] }],
        },
        serviceMonitor: { enabled: true },
    };
}

/** Labels that make streams in Loki: a closed set, so that their number stays small. */
const logLabels = ["namespace", "app", "container", "model_version", "level"] as const;

/** Fields of a line that are searched for but make no stream. */
const logFields = ["pod", "trace_id", "request_id"] as const;

/** Reads the logs of this node's pods, gives them labels from the pod and fields from the line, sends them to Loki. */
export const alloyConfig = `logging {
  level  = "info"
  format = "json"
}

discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + coalesce(sys.env("HOSTNAME"), constants.hostname)
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "app"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_app"]
    regex         = "(.+)"
    target_label  = "app"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_version"]
    target_label  = "model_version"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    replacement   = "/var/log/pods/*$1/*.log"
    target_label  = "__path__"
  }
}

local.file_match "pods" {
  path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
  stage.cri { }
  stage.json {
    expressions = { level = "level", trace_id = "trace_id", request_id = "request_id" }
  }
  stage.labels {
    values = { level = "" }
  }
  stage.structured_metadata {
    values = { ${logFields.map((field) => `${field} = ""`).join(", ")} }
  }
  stage.label_keep {
    values = [${logLabels.map((label) => `"${label}"`).join(", ")}]
  }
  forward_to = [loki.write.loki.receiver]
}

loki.write "loki" {
  endpoint {
    url = "http://loki.logging.svc.cluster.local:3100/loki/api/v1/push"
  }
}
`;
