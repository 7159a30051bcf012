import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type AddonAccount, type DatabaseAccount } from "../config/dataStores";
import { type CrossCheck } from "../config/load";
import { type AcceleratorName, type Architecture, type CapacityType, type StoreName } from "../config/names";
import { type PlatformConfig } from "../config/platform";
import { type PodDemand } from "../config/workload";
import { type Cloud } from "./cloud";
import { type SecretsAccess } from "./inCluster";
import { type Taint } from "./kubernetes/tolerations";

/**
 * What add-ons and workloads see of the platform below them, in words that belong to no cloud. `components/aws` implements it
 * on EKS; another implementation needs nothing from the layers above.
 */

/** What is known of a node group before it exists: plain data, derived from the stack file. */
export interface NodeGroupFacts {
    readonly name: string;
    readonly accelerator?: AcceleratorName;
    readonly architecture: Architecture;
    readonly capacity: CapacityType;
    readonly instanceTypes: readonly string[];
    /** GPUs on one node of this group; 0 without accelerator. */
    readonly gpusPerNode: number;
    /** The node image runs its own NVIDIA device plugin (Bottlerocket); ours must stay away. */
    readonly bringsDevicePlugin: boolean;
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly Taint[];
    /** Those of `taints` that no GPU and no capacity brings: pods must tolerate them by themselves. Default: none. */
    readonly ownTaints?: readonly Taint[];
    readonly min: number;
    readonly max: number;
    /** Pods that share one GPU in turns; 1: no sharing. */
    readonly timeSlicing: number;
}

/** What a node costs, for signals of cost; the layer below knows where prices come from. */
export interface NodePrice {
    readonly instanceType: string;
    readonly capacity: CapacityType;
    readonly gpus: number;
    /** USD. */
    readonly usdPerHour: number;
}

/** A DaemonSet, as far as it takes room on nodes from every other pod. */
export interface NodeDaemon {
    readonly name: string;
    /** Requests of its containers; a container that requests nothing is left out. */
    readonly containers: readonly ContainerRequests[];
    /** Groups whose nodes run it. Default: all. */
    readonly runsOn?: (group: NodeGroupFacts) => boolean;
}

/** Kubernetes quantities. Default: nothing is requested. */
export interface ContainerRequests {
    readonly cpu?: string;
    readonly memory?: string;
}

/** The cluster as everything that runs in it sees it. */
export interface ClusterAccess {
    readonly name: pulumi.Output<string>;
    /** The one explicit provider for Kubernetes objects. */
    readonly provider: k8s.Provider;
    /** Kubernetes minor, for example `1.36`. */
    readonly version: string;
    readonly region: string;
    /** IPv4 networks of the nodes and of the API server, which calls webhooks from there. */
    readonly nodeCidrs: readonly string[];
    readonly nodeGroups: readonly NodeGroupFacts[];
    /** Prices of nodes with GPUs. Default: none is known, and nothing says what they cost. */
    readonly nodePrices?: readonly NodePrice[];
    /** Claims that exist, of those that add-ons ask about ({@link AddonData.claims}). Default: the platform cannot tell. */
    readonly claims?: readonly LiveClaim[];
    /**
     * Nodes, managed add-ons and storage classes. What runs in the cluster depends on these, so that they are there first and
     * are destroyed last.
     */
    readonly ready: readonly pulumi.Resource[];
}

/** What the pods of one service account may do outside the cluster, in the platform's words. */
export type Access =
    /** List and read objects below `prefix` (ends with `/`; empty: the whole bucket). */
    | { readonly kind: "read-objects"; readonly store: StoreName; readonly prefix: string }
    /** List, read and write objects below `prefix`, and delete none. */
    | { readonly kind: "add-objects"; readonly store: StoreName; readonly prefix: string }
    /** List, read, write and delete objects below `prefix`. */
    | { readonly kind: "write-objects"; readonly store: StoreName; readonly prefix: string }
    /** Receive and delete messages, read the queue's length; `queue` is its identifier ({@link Cloud.queues}). */
    | { readonly kind: "consume-queue"; readonly queue: pulumi.Input<string> }
    /** Send messages. */
    | { readonly kind: "send-queue"; readonly queue: pulumi.Input<string> }
    /** Read the queue's length only: what an autoscaler needs. */
    | { readonly kind: "watch-queue"; readonly queue: pulumi.Input<string> }
    /** Publish to a topic, as the stack file names it. */
    | { readonly kind: "publish-topic"; readonly topic: pulumi.Input<string> };

/** Add-ons that talk to the cloud's own APIs; each has permissions of its own, which the cloud layer defines. */
export const addonIdentities = [
    "cluster-autoscaler",
    "load-balancer-controller",
    "external-dns",
    "external-secrets",
] as const;
export type AddonIdentity = (typeof addonIdentities)[number];

export interface ServiceAccountRef {
    readonly namespace: string;
    readonly serviceAccount: string;
}

/** The service account of a workload, and what it may do. */
export interface WorkloadIdentityArgs extends ServiceAccountRef {
    readonly access: readonly Access[];
    /** What must exist before an object in the namespace. Default: nothing. */
    readonly namespaceReady?: readonly pulumi.Resource[];
    /** What brings secrets of the secret store into the namespace. Default: the stack has nothing that does. */
    readonly secrets?: SecretsAccess;
}

/**
 * Gives service accounts an identity in the cloud. Each method returns what the pods must wait for: a pod that starts before
 * its identity gets no credentials. Undefined: there is nothing to wait for.
 */
export interface Identities {
    forWorkload(
        name: string,
        args: WorkloadIdentityArgs,
        opts: pulumi.ComponentResourceOptions,
    ): pulumi.Resource | undefined;
    forAddon(
        addon: AddonIdentity,
        args: ServiceAccountRef,
        opts: pulumi.ComponentResourceOptions,
    ): pulumi.Resource | undefined;
}

/** One bucket, reached through the S3 API. */
export interface ObjectStore {
    readonly bucket: pulumi.Output<string>;
    readonly region: string;
    /** URL of the store's API. Undefined: clients derive it from the region. */
    readonly endpoint?: string;
    /** Host of the store's API, for clients that do not derive it from the region. */
    readonly host: string;
    /** Hosts that clients connect to, for the mesh's egress. */
    readonly hosts: pulumi.Output<readonly string[]>;
    /** The Service in the cluster that `hosts` names; undefined: the store is outside, on port 443. */
    readonly service?: StoreService;
    /** Whether clients put the bucket into the host name or into the path. */
    readonly addressing: "virtual-hosted" | "path";
    readonly credentials: ObjectStoreCredentials;
    /** Environment of client programs, beside what `credentials` asks for. */
    readonly environment: Readonly<Record<ObjectStoreClient, Readonly<Record<string, string>>>>;
    /** URI of a path in the bucket: `s3://bucket/path`. */
    readonly uri: (path: string) => pulumi.Output<string>;
    /** What a PersistentVolume needs so that pods read the objects below a prefix as files. Undefined: they cannot. */
    readonly mount?: (args: ObjectMount) => Pick<PersistentVolumeSpec, "csi" | "mountOptions">;
}

type PersistentVolumeSpec = k8s.types.input.core.v1.PersistentVolumeSpec;

/** Programs that copy objects: the command-line tool of the sync container, and Python's SDK. */
export type ObjectStoreClient = "cli" | "python";

export type ObjectStoreCredentials =
    /** The identity of the pod's service account: clients find it by themselves. */
    | { readonly kind: "identity" }
    /** An access key in a Secret of the pod's namespace, which its identity made. */
    | {
          readonly kind: "secret";
          readonly secretName: (serviceAccount: string) => string;
          /** Environment of clients that says whose key it is. */
          readonly environment: (serviceAccount: string) => Readonly<Record<string, string>>;
          /** Keys of the Secret by the environment variable of clients that takes their value. */
          readonly variables: Readonly<Record<string, string>>;
          /** Whether the key comes from the secret store. Default: the identity makes it. */
          readonly brought?: boolean;
      };

/** An object store that runs in the cluster. */
export interface StoreService {
    readonly namespace: string;
    readonly podLabels: Readonly<Record<string, string>>;
    readonly port: number;
}

/** A read-only mount of a part of a bucket. */
export interface ObjectMount {
    /** Distinct for every volume of the cluster: a handle that is used twice silently drops a volume. */
    readonly handle: string;
    /** Ends with `/`. */
    readonly prefix: string;
    /** User and group that own the files. */
    readonly owner: number;
    /** Kubernetes quantity: local cache of each pod. */
    readonly cacheSize: string;
}

/** The stack's buckets; a store that the stack file switches off is absent. */
export type ObjectStores = Readonly<Partial<Record<StoreName, ObjectStore>> & { readonly models: ObjectStore }>;

/**
 * Where a managed service of the cloud is reached and which secret of the secret store holds its credentials; the value
 * itself never passes through the program.
 */
export interface ServiceEndpoint {
    readonly host: pulumi.Output<string>;
    readonly port: number;
    /**
     * Name of the secret in the cloud's secret store, a JSON object with `password` and, where the service has users,
     * `username`; external-secrets brings it to the pods.
     */
    readonly secretName: pulumi.Output<string>;
    /**
     * Certificates, as PEM, of the authorities that sign the server's. Undefined: clients encrypt and do not verify the server,
     * or know its authorities by themselves.
     */
    readonly authorities?: string;
    /** IPv4 networks the service answers from, for NetworkPolicies. */
    readonly cidrs: readonly string[];
}

/** PostgreSQL; the secret of the endpoint is that of the workloads. */
export interface PostgresEndpoint extends ServiceEndpoint {
    /** Set where the stack runs the server, and so has to create users and databases in it. Default: they are there. */
    readonly managed?: {
        /** Name of the secret of the user who may create roles and databases. */
        readonly administrator: pulumi.Output<string>;
        readonly accounts: Readonly<
            Partial<Record<DatabaseAccount, DatabaseLogin>> & { readonly application: DatabaseLogin }
        >;
        /** The server, and the values of the secrets. */
        readonly ready: readonly pulumi.Resource[];
    };
}

/** How one account of a managed PostgreSQL logs in. */
export interface DatabaseLogin {
    readonly secretName: pulumi.Output<string>;
    /** User in that secret; a new password has a new one. */
    readonly login: string;
    /** User of the password before, which still works. Default: there was none. */
    readonly previousLogin?: string;
}

/** Everything the cloud layer hands to the layers above. */
export interface Platform {
    readonly cluster: ClusterAccess;
    readonly identities: Identities;
    readonly stores: ObjectStores;
    /** What programs in the cluster are told about the cloud's own services. */
    readonly cloud: Cloud;
    /** Secrets of the cloud's secret store start with this, for example `inference-platform/prod/`. */
    readonly secretPrefix: string;
    readonly postgres?: PostgresEndpoint;
    readonly redis?: ServiceEndpoint;
    /** Registry and path by the host of a registry whose images are cached there. Undefined: none is. */
    readonly imageCaches?: Readonly<Record<string, string>>;
    /** Tags for cloud resources that controllers in the cluster create. */
    readonly tags: Readonly<Record<string, string>>;
}

/** Claims of volumes that something in the cluster makes, and not the program. */
export interface ClaimQuery {
    readonly namespace: string;
    /** Beginning of the claims' names. */
    readonly prefix: string;
}

/** A claim with its volume, as it is before the program runs. */
export interface LiveClaim {
    readonly namespace: string;
    readonly name: string;
    /** Identifier of the volume in the cloud. */
    readonly volume: string;
    /** Size of the volume in GiB, whatever the claim asks for. */
    readonly gib: number;
}

/** Where the add-ons of a stack keep their data. */
export interface AddonData {
    readonly stores: readonly StoreName[];
    readonly accounts: readonly AddonAccount[];
    /** Claims whose size they want to know. */
    readonly claims: readonly ClaimQuery[];
}

/** A platform that is being created, and what the stack gives out of it. */
export interface CreatedPlatform {
    readonly platform: Platform;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** Called once, when the program has asked for everything that it needs of the platform. Default: nothing happens. */
    readonly complete?: () => void;
}

/** A way to get a platform: what of a stack file it cannot do, and what it creates. */
export interface PlatformImplementation {
    readonly faults: CrossCheck;
    /**
     * @param addons what the stack's add-ons keep data in: object stores, and databases of a managed PostgreSQL
     * @param demands what pods ask of nodes
     */
    readonly create: (
        config: PlatformConfig,
        addons: AddonData,
        demands: readonly PodDemand[],
    ) => Promise<CreatedPlatform>;
    /** What the stack will cost, for its outputs. Default: it is not estimated. */
    readonly cost?: (config: PlatformConfig, demands: readonly PodDemand[]) => unknown;
    /** Limits of the account that the stack may reach, for its outputs. Default: none is known. */
    readonly quotas?: (config: PlatformConfig) => unknown;
}
