import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type z } from "zod";
import { type AddonKey, type AddonsConfig } from "../../config/addons";
import { type AddonAccount } from "../../config/dataStores";
import { type CrossCheck } from "../../config/load";
import { type StoreName, type WorkloadNamespace } from "../../config/names";
import { type PlatformConfig } from "../../config/platform";
import { type PodDemand } from "../../config/workload";
import { type CustomResourceBody } from "../kubernetes/customResource";
import { type Alert, type RuleGroup } from "../observation/alert";
import { type DashboardSpec } from "../observation/dashboard";
import { type AddOnAccess } from "../inCluster";
import {
    type Access,
    type AddonIdentity,
    type ClaimQuery,
    type NodeDaemon,
    type NodeGroupFacts,
    type ObjectStores,
    type ServiceAccountRef,
} from "../platform";
import { type AddonFacts } from "./facts";
import { type AddonNamespace } from "./namespaces";

/** A pinned Helm chart. */
export interface Chart {
    /** `https://` index or `oci://` base that holds the chart under its name. */
    readonly repository: string;
    readonly chart: string;
    readonly version: string;
    /** Version of the software that the chart runs by default. */
    readonly appVersion: string;
    /**
     * Where the chart keeps its CustomResourceDefinitions, which are those of `appVersion`. Templates follow the release; what
     * lies in a `crds` folder Helm creates once and never touches again, so that an upgrade applies it by hand. Default: it
     * brings none.
     */
    readonly crds?: "templates" | "folder";
    /** Subcharts whose values we set; the parent's values file repeats only a few of their keys. Default: none. */
    readonly subcharts?: readonly string[];
}

/** A part of a chart's values that the chart's own values file does not list, and why it is right all the same. */
export interface UnlistedKey {
    /** Dotted path; everything at and below it is accepted. */
    readonly path: string;
    /** Where the chart reads it, as found in its templates. */
    readonly reason: string;
}

/** An identity in the cloud for the pods of one service account: what an add-on is known for, or single permissions. */
export type IdentityRequest = ServiceAccountRef &
    ({ readonly addon: AddonIdentity } | { readonly name: string; readonly access: readonly Access[] });

/** A chart that an add-on installs. */
export interface ChartRelease {
    readonly chart: Chart;
    readonly namespace: AddonNamespace;
    /** The keys we set; undefined where this stack has no use for the release although its add-on is on. */
    readonly values: (facts: AddonFacts) => object | undefined;
    /**
     * Where the values say which images the chart runs: dotted key to the default's registry, or registry and name. Only keys
     * of images that our values let the chart run; `npm run check-charts` finds a missing one.
     */
    readonly images: Readonly<Record<string, string>>;
    /** Keys that `npm run check-charts` accepts although the chart does not list them. Default: none. */
    readonly unlisted?: readonly UnlistedKey[];
    /** The DaemonSet among its pods, in a stack with these node groups. Default: none. */
    readonly daemon?: (groups: readonly NodeGroupFacts[]) => Omit<NodeDaemon, "name">;
    /** Identity that its pods start with. Default, and where it is undefined: none. */
    readonly identity?: (facts: AddonFacts) => IdentityRequest | undefined;
}

/** Choices of a stack file that decide which add-ons it has. */
export type AddonChoices = Pick<PlatformConfig, "addons" | "ingress" | "dataStores">;

/** An add-on that another one stands on: created before it and deleted after it. */
export interface Need {
    readonly addon: AnyAddon;
    /** Completes "needs X …". */
    readonly because: string;
    /**
     * Key path of the stack file that asks for it: a stack file that has the key is rejected while the add-on is off.
     * Default: the add-on is used where it is on.
     */
    readonly path?: string;
    /** Whether the stack file has the key. Default: whenever the add-on that needs the other one is on. */
    readonly wanted?: (config: PlatformConfig) => boolean;
}

/** What Prometheus scrapes, for add-ons whose chart brings no monitor of its own. */
export interface Monitor {
    /** Pulumi name. */
    readonly name: string;
    readonly namespace: AddonNamespace;
    readonly body: CustomResourceBody<IServiceMonitor | IPodMonitor>;
}

/** A dashboard of Grafana. */
export interface AddonDashboard {
    /** Name of its file, unique among all dashboards. */
    readonly name: string;
    readonly spec: DashboardSpec;
}

/** What an add-on hands to those that need it. */
export interface Provided {
    /** What they wait for: there before them, gone after them. */
    readonly ready: readonly pulumi.Resource[];
}

/** What the parts of an add-on are created with: its facts, its own parts, and what it needs. */
export interface AddonContext<R extends string = string> {
    readonly facts: AddonFacts;
    /** The add-on's component: parent of all that it creates. */
    readonly parent: pulumi.Resource;
    /** Nodes, managed add-ons of the cloud and storage classes: there before anything runs in the cluster. */
    readonly cluster: readonly pulumi.Resource[];
    readonly priorityClasses: readonly pulumi.Resource[];
    /** Options of an object in a namespace, which is created when it is first asked for. */
    inside(namespace: AddonNamespace, ...after: readonly pulumi.Resource[]): ChildOptions;
    /** Installs a release of the add-on, after the CRDs of monitors, its identity and `after`. */
    install(release: R, ...after: readonly pulumi.Resource[]): k8s.helm.v3.Release;
    /** Gives the pods of a service account in a namespace an identity; they must wait for what it returns. */
    identify(request: IdentityRequest, home: AddonNamespace): pulumi.Resource | undefined;
    /** Lets the pods of `from` and of the namespace itself reach the pods of a namespace, and no others. */
    admit(to: AddonNamespace, from: AddonNamespace, ports: readonly number[]): k8s.networking.v1.NetworkPolicy;
    /** What an add-on under `needs` provides. */
    get<P extends Provided>(addon: ProviderOf<P>): P;
    /** The same for one that may be off; undefined when it is. */
    find<P extends Provided>(addon: ProviderOf<P>): P | undefined;
}

export interface ChildOptions {
    readonly parent: pulumi.Resource;
    readonly dependsOn: pulumi.Resource[];
}

/** An add-on, seen from those that need it. */
export type ProviderOf<P extends Provided> = AddonDefinition<AddonKey, P>;
export type AnyAddon = AddonDefinition<AddonKey, Provided>;

/**
 * Everything of one add-on: its key in a stack file, what it needs, what it installs and creates. Whatever goes through
 * the add-ons (composition, image mirror, chart check, JSON schema, faults of a stack file) reads these.
 */
export interface AddonDefinition<K extends AddonKey, P extends Provided, R extends string = string> {
    /** Name of its component. Never changes: it is part of URNs. */
    readonly name: string;
    /** Last part of the component's type, `inference-platform:addons:<component>`. Never changes either. */
    readonly component: string;
    /** Key below `addons` in a stack file, with its shape and defaults. Default: a stack file has none. */
    readonly settings?: { readonly key: K; readonly schema: z.ZodType<AddonsConfig[K]> };
    /** Whether a stack has it. Default: unless its settings say `enabled: false`. */
    readonly on?: (choices: AddonChoices) => boolean;
    /** Add-ons that it stands on; the order of creation follows from these. Default: none. */
    readonly needs?: readonly Need[];
    /** Charts, by the name of the Helm release. Never changes: kept CRDs reject a release of another name. Default: none. */
    readonly releases?: Readonly<Record<R, ChartRelease>>;
    /** References of the images that it runs beside those of its charts. Default: none. */
    readonly images?: readonly string[];
    /** Namespaces of objects that belong to no release. Default: none. */
    readonly namespaces?: readonly AddonNamespace[];
    /** Object stores that it keeps data in. Default: none. */
    readonly stores?: (choices: AddonChoices) => readonly StoreName[];
    /** Claims that its values depend on: they are told the sizes of those that exist. Default: none. */
    readonly claims?: readonly ClaimQuery[];
    /** Its account, with a database of its own, where the stack runs PostgreSQL. Default: none. */
    readonly account?: AddonAccount;
    /** Its namespaces that read secrets of the cloud's secret store. Default: none. */
    readonly secretReaders?: (choices: AddonChoices, stores: ObjectStores) => readonly AddonNamespace[];
    /** Its namespaces with pods that restart when a secret that they read changes. Default: none. */
    readonly restarting?: readonly AddonNamespace[];
    /** Names that the gateway answers to, besides the platform's own. Default: none. */
    readonly hosts?: (choices: AddonChoices) => readonly string[];
    /**
     * Workload namespaces whose pods call its Services through the mesh, and the pods behind those: the guard rails of the
     * workload namespaces let connections to them out. Default: none.
     */
    readonly calledFrom?: {
        readonly workloads: readonly WorkloadNamespace[] | "all";
        readonly namespace: AddonNamespace;
        readonly podLabels: Readonly<Record<string, string>>;
        readonly port: number;
    };
    /** What is wrong with a stack file besides a missing need. Default: nothing. */
    readonly faults?: CrossCheck;
    /** Pods of its own that hold GPUs. Default: none. */
    readonly demands?: (config: PlatformConfig) => readonly PodDemand[];
    /** What Prometheus scrapes besides the monitors of its charts. Default: nothing. */
    readonly monitors?: readonly Monitor[];
    /** Alerts on what it does. Default: none. */
    readonly alerts?: (facts: AddonFacts) => readonly Alert[];
    /** What Prometheus computes of the metrics and stores beside them. Default: nothing. */
    readonly recordings?: (facts: AddonFacts) => readonly RuleGroup[];
    /** Default: none. */
    readonly dashboards?: (facts: AddonFacts) => readonly AddonDashboard[];
    /** Creates what it consists of. A method, so that definitions with releases of different names fit into one list. */
    create(context: AddonContext<R>): P;
}

type Chosen<D> = Omit<D, "create">;

/** An add-on that creates objects of its own, or hands out more than its releases. */
export function defineAddon<K extends AddonKey, P extends Provided, R extends string>(
    definition: AddonDefinition<K, P, R>,
): AddonDefinition<K, P, R>;
/** An add-on that consists of its releases. */
export function defineAddon<K extends AddonKey, R extends string>(
    definition: Chosen<AddonDefinition<K, AddOnAccess, R>> & { readonly releases: Readonly<Record<R, ChartRelease>> },
): AddonDefinition<K, AddOnAccess, R>;
export function defineAddon<R extends string>(
    definition: Chosen<AddonDefinition<AddonKey, Provided, R>> & Partial<AddonDefinition<AddonKey, Provided, R>>,
): AddonDefinition<AddonKey, Provided, R> {
    return { create: (context) => createReleases(definition.releases, context), ...definition };
}

/** Installs every release that the stack has a use for. */
function createReleases<R extends string>(
    releases: Readonly<Record<R, ChartRelease>> | undefined,
    context: AddonContext<R>,
): AddOnAccess {
    const entries = Object.entries(releases ?? {}) as [R, ChartRelease][];
    return {
        namespace: entries[0]?.[1].namespace.name ?? "",
        ready: entries.flatMap(([name, { values }]) =>
            values(context.facts) === undefined ? [] : [context.install(name)],
        ),
    };
}

/** Whether a stack has an add-on. */
export function isOn({ on, settings }: AnyAddon, choices: AddonChoices): boolean {
    if (on !== undefined) {
        return on(choices);
    }
    const chosen: unknown = settings && choices.addons[settings.key];
    return !(typeof chosen === "object" && chosen !== null && "enabled" in chosen && chosen.enabled === false);
}
