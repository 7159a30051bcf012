import type * as pulumi from "@pulumi/pulumi";
import { type AddonsConfig } from "../../config/addons";
import { type ChartsConfig } from "../../config/charts";
import { type ImagesConfig } from "../../config/images";
import { type IngressConfig } from "../../config/ingress";
import { type Environment } from "../../config/names";
import { type NamespacesConfig } from "../../config/namespaces";
import { type PlatformConfig } from "../../config/platform";
import { type NodeGroupFacts, type ObjectStores, type Platform, type ServiceEndpoint } from "../platform";

/**
 * Everything that chart values and guard rails are made of. They are plain functions of these facts, so that tests and the
 * chart check can look at them without creating anything.
 */
export interface AddonFacts {
    readonly stack: string;
    readonly environment: Environment;
    readonly region: string;
    readonly addons: AddonsConfig;
    readonly charts: ChartsConfig;
    readonly images: ImagesConfig;
    readonly namespaces: NamespacesConfig;
    readonly ingress?: IngressConfig;
    readonly clusterName: pulumi.Input<string>;
    readonly vpcId: pulumi.Input<string>;
    readonly vpcCidr: string;
    /** Kubernetes minor, for example `1.36`. */
    readonly kubernetesVersion: string;
    readonly nodeGroups: readonly NodeGroupFacts[];
    readonly stores: ObjectStores;
    /** Secrets of the cloud's secret store start with this. */
    readonly secretPrefix: string;
    readonly postgres?: ServiceEndpoint;
    readonly tags: Readonly<Record<string, string>>;
}

export function addonFacts(config: PlatformConfig, platform: Platform): AddonFacts {
    return {
        stack: config.stack,
        environment: config.environment,
        region: config.region,
        addons: config.addons,
        charts: config.charts,
        images: config.images,
        namespaces: config.namespaces,
        ingress: config.ingress,
        clusterName: platform.cluster.name,
        vpcId: platform.cluster.vpcId,
        vpcCidr: platform.cluster.vpcCidr,
        kubernetesVersion: platform.cluster.version,
        nodeGroups: platform.cluster.nodeGroups,
        stores: platform.stores,
        secretPrefix: platform.secretPrefix,
        postgres: platform.postgres,
        tags: platform.tags,
    };
}

/** Pods of a controller: two survive a node in production, one is enough to develop against. */
export function controllerReplicas(facts: AddonFacts): number {
    return facts.environment === "production" ? 2 : 1;
}

/** Groups whose nodes carry GPUs. */
export function gpuGroups(facts: AddonFacts): readonly NodeGroupFacts[] {
    return facts.nodeGroups.filter((group) => group.gpusPerNode > 0);
}

/** A toleration as Kubernetes spells it. */
export interface Toleration {
    readonly key?: string;
    readonly operator: "Equal" | "Exists";
    readonly value?: string;
    readonly effect?: string;
}

/** One toleration for every different taint of the groups. */
export function tolerationsFor(groups: readonly NodeGroupFacts[]): readonly Toleration[] {
    const taints = groups.flatMap((group) => group.taints);
    const distinct = new Map(taints.map((taint) => [`${taint.key}=${taint.value}:${taint.effect}`, taint]));
    return [...distinct.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { key, value, effect }]) => ({ key, operator: "Equal", value, effect }));
}

/** For what must run on every node whatever its taints: collectors of logs and node metrics. */
export const tolerateEverything: readonly Toleration[] = [{ operator: "Exists" }];

export interface Resources {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
}

/** Requests and limits of one container; the CPU limit leaves room for start-up, the memory limit is the promise. */
export function resources(
    requestedCpu: string,
    limitedCpu: string,
    requestedMemory: string,
    limitedMemory: string,
): Resources {
    return {
        requests: { cpu: requestedCpu, memory: requestedMemory },
        limits: { cpu: limitedCpu, memory: limitedMemory },
    };
}

/** Spreads a controller's pods over zones and nodes without refusing to run them on few nodes. */
export function softSpread(labels: Readonly<Record<string, string>>) {
    return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway" as const,
        labelSelector: { matchLabels: labels },
    }));
}

/** Context of a pod that the `restricted` level accepts, for charts whose default leaves it out. */
export const restrictedPod = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } as const;

/** Context of a container that the `restricted` level accepts. */
export const restrictedContainer = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
} as const;
