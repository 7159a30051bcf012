import type * as pulumi from "@pulumi/pulumi";
import { type AcceleratorName, type WorkloadNamespace } from "../config/names";
import { type GatewayClients } from "./cloud";

/**
 * What workloads see of the add-ons below them. `components/addons` fills it in; an optional part is absent when the stack
 * file switches its add-on off, so that nothing refers to what is not installed.
 */
export interface InCluster {
    /** Workload namespaces with their guard rails; objects in one depend on its `ready`. */
    readonly namespaces: Readonly<Record<WorkloadNamespace, NamespaceAccess>>;
    readonly mesh: MeshAccess;
    readonly metrics: MetricsAccess;
    /** KEDA: ScaledObjects wait for it. */
    readonly keda: AddOnAccess;
    /** Argo Rollouts: Rollouts and AnalysisTemplates wait for it. */
    readonly rollouts?: AddOnAccess;
    readonly vpa?: AddOnAccess;
    readonly secrets?: SecretsAccess;
    /** Reloader: restarts pods whose secrets change. */
    readonly reloader?: AddOnAccess;
    /** Users and databases of a managed PostgreSQL: what logs in there waits for them. */
    readonly databases?: Pick<AddOnAccess, "ready">;
    readonly tracing?: TracingAccess;
    /** Kueue: Jobs wait in its queues until all their pods can start. */
    readonly queues?: QueuesAccess;
    /** MLflow: records what trainings did. */
    readonly experiments?: ExperimentsAccess;
    readonly images: ImageRules;
}

export interface AddOnAccess {
    readonly namespace: string;
    /** The release that owns the CRDs and runs the controller: there before its custom resources, gone after them. */
    readonly ready: readonly pulumi.Resource[];
}

/**
 * The namespace of a workload.
 *
 * @throws Error when the stack has no such namespace, which the checks of the stack file exclude
 */
export function namespaceIn({ namespaces }: Pick<InCluster, "namespaces">, name: WorkloadNamespace): NamespaceAccess {
    const access = namespaces[name];
    if (access === undefined) {
        throw new Error(`the stack has no namespace "${name}"`);
    }
    return access;
}

export interface NamespaceAccess {
    readonly name: WorkloadNamespace;
    readonly ready: readonly pulumi.Resource[];
}

export interface MeshAccess extends AddOnAccess {
    /** Where clients from outside come in; absent without ingress. */
    readonly gateway?: {
        readonly namespace: string;
        /** Gateway object as VirtualServices name it: `istio-ingress/platform`. */
        readonly name: string;
        /** Service account of the gateway's pods, for AuthorizationPolicies. */
        readonly serviceAccount: string;
        /** Labels of the gateway's pods, for NetworkPolicies. */
        readonly podLabels: Readonly<Record<string, string>>;
        readonly hostname: string;
        /** Name of its Service. */
        readonly service: string;
        readonly clients: GatewayClients;
        readonly ready: readonly pulumi.Resource[];
    };
}

export interface MetricsAccess extends AddOnAccess {
    /** Base URL of Prometheus inside the cluster. */
    readonly prometheusUrl: string;
    /** Where load tests write their results: one replica, which their dashboard reads from again. */
    readonly remoteWriteUrl: string;
    readonly prometheusPodLabels: Readonly<Record<string, string>>;
    /** Days that metrics are kept. */
    readonly retentionDays: number;
    /** Where the pages of docs/runbooks are: an address or a path. */
    readonly runbooks: string;
}

export interface SecretsAccess extends AddOnAccess {
    /** Name of the ClusterSecretStore. */
    readonly storeName: string;
}

export interface TracingAccess extends AddOnAccess {
    /** Labels of the collector's pods, for NetworkPolicies. */
    readonly collectorPodLabels: Readonly<Record<string, string>>;
    /** host:port that takes OTLP over gRPC. */
    readonly otlpGrpc: string;
}

export interface QueuesAccess {
    /** Namespace whose Jobs have queues. */
    readonly namespace: WorkloadNamespace;
    /** Name of the ClusterQueue for a GPU model. */
    readonly of: (accelerator: AcceleratorName) => string;
    readonly ready: readonly pulumi.Resource[];
}

export interface ExperimentsAccess {
    /** Namespace whose pods may record runs. */
    readonly from: WorkloadNamespace;
    /** Base URL of the tracking server inside the cluster. */
    readonly trackingUrl: string;
    readonly ready: readonly pulumi.Resource[];
}

/** How image references of workloads are rewritten and pulled. */
export interface ImageRules {
    /** Applies the configured registry mirror to an image reference. */
    readonly resolve: (image: string) => string;
    /** Names of pull secrets present in workload namespaces. */
    readonly pullSecrets: readonly string[];
}

/** PriorityClasses that the add-ons create; their values are in `components/addons/priorityClasses`. */
export type PriorityClassName =
    "ai-workload-priority" | "spot-workload-priority" | "batch-workload-priority" | "warm-capacity";
