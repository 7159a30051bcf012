import type { IClusterSecretStore } from "@kubernetes-models/external-secrets/external-secrets.io/v1beta1/ClusterSecretStore";
import { type IngressConfig } from "../config/ingress";
import { type NodeServices } from "./kubernetes/networkPolicies";

/**
 * What add-ons and workloads have to tell the programs they run about the cloud's own services: plain data and pure functions,
 * known before any resource exists, so that chart values can be rendered and tested without a cloud.
 */
export interface Cloud {
    /** Command line by which a person reaches the cluster: `kubectl`, with a context where it is known. */
    readonly kubectl: string;
    readonly nodeServices: NodeServices;
    readonly storageClasses: StorageClassNames;
    readonly loadBalancers: LoadBalancers;
    readonly dns: DnsService;
    readonly autoscaler: NodeAutoscaler;
    readonly secretStore: SecretStore;
    readonly queues: Queues;
    readonly alertTopics: AlertTopics;
}

/** Keys of a chart's values that the cloud decides. */
export type CloudValues = Readonly<Record<string, unknown>>;

/** StorageClasses by purpose. */
export interface StorageClassNames {
    /** Volumes that are deleted with their claim. */
    readonly default: string;
    /** Volumes that stay when their claim is deleted. */
    readonly retained: string;
}

/** How the gateway's Service is reached from outside. */
export interface LoadBalancers {
    /** Values of the chart of the controller that makes load balancers. */
    readonly controllerValues: CloudValues;
    /** The gateway's Service, without its ports. */
    readonly gatewayService: (
        ingress: Pick<IngressConfig, "scheme" | "certificateArn" | "tlsSecret">,
        backend: LoadBalancerBackend,
    ) => GatewayService;
    readonly clients: (ingress: Pick<IngressConfig, "tlsSecret">) => GatewayClients;
}

/** What clients have to do to reach the gateway by its name. */
export interface GatewayClients {
    /** The name leads nowhere: a port of the client's machine is forwarded. */
    readonly forwarded: boolean;
    /** The certificate is one that clients cannot verify. */
    readonly selfSigned: boolean;
}

/** Fields of a Service that decide how it is reached, as the gateway's chart names them. */
export interface GatewayService {
    readonly type: "ClusterIP" | "NodePort" | "LoadBalancer";
    readonly loadBalancerClass?: string;
    readonly allocateLoadBalancerNodePorts?: boolean;
    readonly externalTrafficPolicy?: "Local";
    readonly annotations: Readonly<Record<string, string>>;
}

/** Facts about the pods behind a load balancer. */
export interface LoadBalancerBackend {
    readonly healthPort: number;
    readonly healthPath: string;
    /** Seconds that a terminating pod goes on serving while the load balancer removes it. */
    readonly drainSeconds: number;
}

export type DnsRouting = NonNullable<NonNullable<IngressConfig["dns"]>["routing"]>;

/** The DNS service that external-dns writes records to. */
export interface DnsService {
    /** Name of the provider, as external-dns calls it. */
    readonly provider: string;
    /** Environment of external-dns. */
    readonly environment: Readonly<Record<string, string>>;
    /** Annotations of a Service whose name several stacks share. */
    readonly routingAnnotations: (routing: DnsRouting) => Readonly<Record<string, string>>;
}

/** Cloud-specific settings of Cluster Autoscaler. */
export interface NodeAutoscaler {
    /** Values of its chart that name the provider and find the node groups. */
    readonly values: CloudValues;
    /** Configuration of the priority expander: patterns of group names by priority, the highest is preferred. */
    readonly expanderPriorities: Readonly<Record<number, readonly string[]>>;
}

export type SecretStoreProvider = NonNullable<NonNullable<IClusterSecretStore["spec"]>["provider"]>;

/** The secret store that external-secrets reads. */
export interface SecretStore {
    /** `provider` of the ClusterSecretStore. */
    readonly provider: SecretStoreProvider;
}

/** Message queues that scale workloads or that they work with, named by their URL. */
export interface Queues {
    /** Spec of the TriggerAuthentication by which KEDA reads queues with its operator's own identity. */
    readonly authentication: { readonly podIdentity: { readonly provider: string } };
    /**
     * KEDA trigger that scales by a queue's length.
     *
     * @throws Error when `url` does not name a queue; the stack file is checked for that before.
     */
    readonly trigger: (url: string, lengthPerReplica: number) => QueueTrigger;
    /**
     * Host of a queue's API, for the mesh's egress.
     *
     * @throws Error when `url` does not name a queue.
     */
    readonly host: (url: string) => string;
    /**
     * Identifier of a queue, as `Access` takes it.
     *
     * @throws Error when `url` does not name a queue.
     */
    readonly idOf: (url: string) => string;
}

export interface QueueTrigger {
    readonly type: string;
    readonly metadata: Readonly<Record<string, string>>;
}

/** Topics that receive alerts, or messages of workloads. */
export interface AlertTopics {
    /** Settings of an Alertmanager receiver that publishes to a topic. */
    readonly receiver: (topic: string) => Readonly<Record<string, unknown>>;
    /** Host of the API that publishes to a topic, for the mesh's egress. */
    readonly host: (topic: string) => string;
}
