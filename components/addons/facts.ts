import type * as pulumi from "@pulumi/pulumi";
import { type AddonsConfig } from "../../config/addons";
import { type ChartsConfig } from "../../config/charts";
import { type ImagesConfig } from "../../config/images";
import { type IngressConfig } from "../../config/ingress";
import { type Environment, type WorkloadNamespace } from "../../config/names";
import { type NamespacesConfig } from "../../config/namespaces";
import { tolerationsFor as tolerationsOf, type Toleration } from "../kubernetes/tolerations";
import { type NodeGroupFacts, type ObjectStores, type ServiceEndpoint } from "../platform";

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
    /** ARNs of the queues whose length scales workloads. */
    readonly watchedQueues: readonly string[];
    /** Names that the gateway answers to: the platform's own first; none without ingress. */
    readonly hosts: readonly string[];
    /** Namespaces of add-ons that read secrets of the cloud's secret store. */
    readonly secretReaders: readonly string[];
    /** Namespaces of add-ons whose Services the pods of a workload namespace call. */
    readonly called: Readonly<Record<WorkloadNamespace, readonly string[]>>;
}

/** Pods of a controller: two survive a node in production, one is enough to develop against. */
export function controllerReplicas(facts: AddonFacts): number {
    return facts.environment === "production" ? 2 : 1;
}

/** Groups whose nodes carry GPUs. */
export function gpuGroups(facts: AddonFacts): readonly NodeGroupFacts[] {
    return facts.nodeGroups.filter((group) => group.gpusPerNode > 0);
}

/** One toleration for every distinct taint of the groups. */
export function tolerationsFor(groups: readonly NodeGroupFacts[]): readonly Toleration[] {
    return tolerationsOf(groups.flatMap((group) => group.taints));
}

// Moved to components/kubernetes; the names stay here until each add-on imports them from there.
export { resources, type Resources } from "../kubernetes/resources";
export { restrictedContainer, restrictedPod } from "../kubernetes/securityContexts";
export { tolerateEverything, type Toleration } from "../kubernetes/tolerations";
export { softSpread } from "../kubernetes/topology";
