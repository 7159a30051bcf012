import { type AcceleratorName, type Architecture, type CapacityType, type StoreName } from "../../../config/names";
import { type DataStoreName, type EgressConfig } from "../../../config/serving/access";
import { type CloudAccessConfig, cloudAccessSchema } from "../../../config/serving/cloudAccess";
import { type PodConfig, gpusOf, tolerationsOf } from "../../../config/serving/pod";
import { type ResourcesConfig } from "../../../config/serving/resources";
import { type SecretConfig } from "../../../config/serving/secrets";
import { type Cloud } from "../../cloud";
import { type NodeChoice } from "../../kubernetes/nodeChoice";
import { type Access } from "../../platform";
import { type WorkloadName } from "../labels";
import { deliveries } from "../models/deliveries";
import { type DeliveredModels, type ModelDelivery } from "../models/delivery";
import { type ServedModel } from "../models/served";

/**
 * What every workload with models has, whether its pods answer requests or work something off: the identity of its pods, where
 * they run, what they read, what they reach. Nothing here depends on ports, traffic or scaling.
 */
export interface WorkloadPlan extends WorkloadName {
    /** GPU model; absent: nodes without GPU. */
    readonly accelerator?: AcceleratorName;
    /** The one processor that its images are built for. Default: any. */
    readonly architecture?: Architecture;
    readonly capacity: CapacityType;
    /** What the stack file says of nodes beside GPU, processor and capacity. */
    readonly nodeChoice: NodeChoice;
    /** Whole GPUs per pod. */
    readonly gpus: number;
    /** Of the main container. */
    readonly resources: ResourcesConfig;
    readonly models: ModelsPlan;
    readonly reach: Reach;
    /** What the pods may do in the stack's stores and queues beside reading their models. */
    readonly access: readonly Access[];
    /** Queues and topics that the pods work with. */
    readonly messages: Pick<CloudAccessConfig, "queues" | "topics">;
    /** Stores whose buckets the main container is told of, each once. */
    readonly namedStores: readonly StoreName[];
    /** Of the pods' service account. */
    readonly accountAnnotations: Readonly<Record<string, string>>;
    /** Environment variables with secret values, sorted by name. */
    readonly secrets: readonly SecretVariable[];
    /** The programs that its pods run; a workload that answers requests may have several versions side by side. */
    readonly releases: readonly PodRelease[];
}

export interface ModelsPlan extends DeliveredModels {
    readonly delivery: ModelDelivery;
}

/** What the pods may connect to beside DNS, the mesh, the collector of traces and the models. */
export interface Reach {
    readonly hosts: readonly EgressConfig[];
    readonly dataStores: readonly DataStoreName[];
}

export interface SecretVariable {
    readonly name: string;
    readonly source: SecretConfig;
}

/** One version of a workload: what its pods run. */
export interface PodRelease {
    /** Name of the objects that exist once per version. */
    readonly name: string;
    readonly version: string;
    readonly image: string;
    readonly models: readonly ServedModel[];
    readonly program: Program;
    /** Files of the main container; a change replaces the pods. */
    readonly files: readonly ConfigFolder[];
}

/** The main container, as far as kinds differ. */
export interface Program {
    /** Default: the image's entry point. */
    readonly command?: readonly string[];
    /** Default: the image's own. */
    readonly args?: readonly string[];
    /** Environment variables with the value of one of the pod's labels; those of `env` may refer to them. Default: none. */
    readonly fromLabels?: Readonly<Record<string, string>>;
    /** Default: none. */
    readonly env?: Readonly<Record<string, string>>;
    /** Seconds from the start of termination to SIGKILL. */
    readonly graceSeconds: number;
    /** Writable folders, beside /tmp; the root file system is read-only. */
    readonly scratch: readonly ScratchFolder[];
}

export interface ScratchFolder {
    readonly name: string;
    readonly mountPath: string;
    readonly size: string;
}

export interface ConfigFolder {
    /** Ends the name of the ConfigMap: `config` makes `<release>-config-<hash>`. */
    readonly name: string;
    readonly mountPath: string;
    readonly files: Readonly<Record<string, string>>;
}

/** What a kind's own keys add to the keys that all pods share. */
export interface KindAdditions {
    /** Default: nothing beside the models. */
    readonly access?: readonly Access[];
    /** Hosts beside those of the stack file. Default: none. */
    readonly hosts?: readonly EgressConfig[];
    /** Queues beside those of the stack file. Default: none. */
    readonly queues?: CloudAccessConfig["queues"];
}

/** Resolves the keys of a stack file about a workload's pods. */
export function workloadPlan<R extends PodRelease>(
    name: string,
    config: PodConfig,
    releases: readonly R[],
    { access = [], hosts = [], queues = [] }: KindAdditions = {},
): WorkloadPlan & { readonly releases: readonly R[] } {
    const { namespace, modelVolume } = config;
    const own = config.access ?? noAccess;
    const delivery = deliveries[modelVolume.kind];
    // Versions may have a model of one name at different places.
    const models = new Map(
        releases.flatMap((release) => release.models.map((model) => [`${model.name} ${model.prefix}`, model] as const)),
    );
    return {
        name,
        namespace,
        ...(config.accelerator !== undefined && { accelerator: config.accelerator }),
        ...(config.architecture !== "any" && { architecture: config.architecture }),
        capacity: config.capacity,
        nodeChoice: { nodeSelector: config.nodeSelector, tolerations: tolerationsOf(config) },
        gpus: gpusOf(config),
        resources: config.resources,
        models: {
            name,
            namespace,
            delivery,
            size: modelVolume.size ?? delivery.defaultSize,
            deleteFirst: modelVolume.deleteFirst ?? false,
            serverCpu: config.resources.requests.cpu,
            models: [...models.values()],
        },
        reach: { hosts: [...config.egress, ...hosts], dataStores: config.dataStores },
        access: [...access, ...own.objects.map(objectAccess)],
        messages: { queues: [...own.queues, ...queues], topics: own.topics },
        namedStores: [...new Set(own.objects.map(({ store }) => store))],
        accountAnnotations: config.serviceAccountAnnotations,
        secrets: Object.entries(config.secrets)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([variable, source]) => ({ name: variable, source })),
        releases,
    };
}

const noAccess = cloudAccessSchema.parse({});

const objectKinds = { read: "read-objects", add: "add-objects", write: "write-objects" } as const;

function objectAccess({ store, prefix, use }: CloudAccessConfig["objects"][number]): Access {
    return { kind: objectKinds[use], store, prefix };
}

/** Whether the pods' own containers read the models store; a mount's pods belong to the driver. */
export function readsModels({ models }: WorkloadPlan): boolean {
    return models.delivery.readsStore && models.models.length > 0;
}

/** Whether the pods work with queues or topics, services outside the cluster. */
export function usesMessages({ messages }: WorkloadPlan): boolean {
    return messages.queues.length + messages.topics.length > 0;
}

/** Hosts of the queues and topics that the pods work with, each once. */
export function messageHosts({ messages }: WorkloadPlan, { queues, alertTopics }: Cloud): readonly string[] {
    return [
        ...new Set([
            ...messages.queues.map(({ url }) => queues.host(url)),
            ...messages.topics.map((topic) => alertTopics.host(topic)),
        ]),
    ];
}

/** What the pods may do in queues and topics, as an identity is given it. */
export function messageAccess({ messages }: WorkloadPlan, { queues }: Cloud): readonly Access[] {
    const kinds = { receive: "consume-queue", send: "send-queue" } as const;
    return [
        ...messages.queues.map(({ url, use }): Access => ({ kind: kinds[use], queue: queues.idOf(url) })),
        ...messages.topics.map((topic): Access => ({ kind: "publish-topic", topic })),
    ];
}

/** Stores that the pods' own containers connect to. */
export function storesReached(plan: WorkloadPlan): readonly StoreName[] {
    const ofModels: readonly StoreName[] = readsModels(plan) ? ["models"] : [];
    const others = plan.access.flatMap((each): readonly StoreName[] => ("store" in each ? [each.store] : []));
    return [...new Set([...ofModels, ...others])];
}
