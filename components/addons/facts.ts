import type * as pulumi from "@pulumi/pulumi";
import { type AddonsConfig } from "../../config/addons";
import { type ChartsConfig } from "../../config/charts";
import { type IngressConfig } from "../../config/ingress";
import { type DataStoresConfig } from "../../config/dataStores";
import { type PeopleConfig } from "../../config/people";
import { type Environment, type WorkloadNamespace } from "../../config/names";
import { type NamespacesConfig, type TeamNamespacesConfig } from "../../config/namespaces";
import { type Cloud } from "../cloud";
import { type StackImages } from "../kubernetes/images";
import { type AddonNamespace } from "./namespaces";
import {
    type LiveClaim,
    type NodeGroupFacts,
    type NodePrice,
    type ObjectStores,
    type PostgresEndpoint,
} from "../platform";

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
    readonly images: StackImages;
    readonly namespaces: NamespacesConfig;
    readonly teamNamespaces: TeamNamespacesConfig;
    /** Who may look at workloads, or deploy them. */
    readonly people: PeopleConfig;
    /** API group of the ModelVersions of workloads. */
    readonly modelVersionGroup: string;
    readonly ingress?: IngressConfig;
    readonly dataStores: DataStoresConfig;
    readonly clusterName: pulumi.Input<string>;
    /** IPv4 networks of the nodes and of the API server, which calls webhooks from there. */
    readonly nodeCidrs: readonly string[];
    /** Kubernetes minor, for example `1.36`. */
    readonly kubernetesVersion: string;
    readonly nodeGroups: readonly NodeGroupFacts[];
    /** Prices of nodes with GPUs; none where the platform knows none. */
    readonly nodePrices: readonly NodePrice[];
    /** Claims that exist, of those that add-ons ask about; none on a new stack, and where the platform cannot tell. */
    readonly claims: readonly LiveClaim[];
    /** What programs in the cluster are told about the cloud's own services. */
    readonly cloud: Cloud;
    readonly stores: ObjectStores;
    /** Secrets of the cloud's secret store start with this. */
    readonly secretPrefix: string;
    readonly postgres?: PostgresEndpoint;
    /** Identifiers of the queues whose length scales workloads. */
    readonly watchedQueues: readonly string[];
    /** Names that the gateway answers to: the platform's own first; none without ingress. */
    readonly hosts: readonly string[];
    /** Namespaces of add-ons that read secrets of the cloud's secret store. */
    readonly secretReaders: readonly string[];
    /** Namespaces of add-ons with pods that restart when a secret that they read changes. */
    readonly restarting: readonly AddonNamespace[];
    /** Hosts of other namespaces' workloads that the pods of a workload namespace call, as a Sidecar lists them. */
    readonly calledHosts: Readonly<Partial<Record<WorkloadNamespace, readonly string[]>>>;
    /** Pods of add-ons that the pods of a workload namespace call. */
    readonly called: Readonly<Record<WorkloadNamespace, readonly CalledPods[]>>;
}

/** Pods of an add-on that take calls from workload namespaces. */
export interface CalledPods {
    readonly namespace: string;
    readonly podLabels: Readonly<Record<string, string>>;
    readonly port: number;
}

/** Pods of a controller: two survive a node in production, one is enough to develop against. */
export function controllerReplicas(facts: AddonFacts): number {
    return facts.environment === "production" ? 2 : 1;
}

/** Groups whose nodes carry GPUs. */
export function gpuGroups(facts: AddonFacts): readonly NodeGroupFacts[] {
    return facts.nodeGroups.filter((group) => group.gpusPerNode > 0);
}
