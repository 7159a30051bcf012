import { type AddonSchemas } from "../../config/addons";
import { type PlatformConfig } from "../../config/platform";
import { type PodDemand } from "../../config/workload";
import { clusterAutoscaler } from "./clusterAutoscaler";
import { type AddonChoices, type AnyAddon, type ChartRelease, isOn } from "./definition";
import { databaseAccounts } from "./databaseAccounts";
import { devicePlugin } from "./devicePlugin";
import { externalDns } from "./externalDns";
import { externalSecrets } from "./externalSecrets";
import { type AddonFacts } from "./facts";
import { gateway } from "./gateway";
import { gpuMetrics } from "./gpuMetrics";
import { withMirroredImages } from "./images";
import { istio } from "./istio";
import { keda } from "./keda";
import { kueue } from "./kueue";
import { loadBalancerController } from "./loadBalancerController";
import { logging } from "./logging";
import { mlflow } from "./mlflow";
import { monitoring } from "./monitoring";
import { type NodeDaemon, type NodeGroupFacts } from "../platform";
import { monitoringCrds } from "./monitoringCrds";
import { type AddonNamespace } from "./namespaces";
import { processorsOfChart, processorsOfImage } from "./processors";
import { reloader } from "./reloader";
import { rollouts } from "./rollouts";
import { tracing } from "./tracing";
import { vpa } from "./vpa";
import { warmCapacity } from "./warmCapacity";
import { workloadNamespaces } from "./workloadNamespaces";

/** Every add-on: one folder each, and a row here. The order is that of messages and tables; `needs` decides the order of creation. */
export const definitions: readonly AnyAddon[] = [
    monitoringCrds,
    monitoring,
    istio,
    workloadNamespaces,
    gateway,
    externalDns,
    devicePlugin,
    gpuMetrics,
    loadBalancerController,
    clusterAutoscaler,
    keda,
    kueue,
    rollouts,
    externalSecrets,
    reloader,
    logging,
    tracing,
    vpa,
    databaseAccounts,
    mlflow,
    warmCapacity,
];

/** Add-ons that a stack has. */
export function chosen(choices: AddonChoices): readonly AnyAddon[] {
    return definitions.filter((addon) => isOn(addon, choices));
}

/** The schemas of the topic `addons`, for the loader of stack files. */
export const addonSchemas = Object.fromEntries(
    definitions.flatMap(({ settings }) => (settings === undefined ? [] : [[settings.key, settings.schema]])),
) as unknown as AddonSchemas;

/** A release with the name that it has in the cluster and the add-on it belongs to. */
export interface NamedRelease extends ChartRelease {
    readonly name: string;
    readonly addon: AnyAddon;
}

/** Every release of every add-on. */
export const releases: readonly NamedRelease[] = definitions.flatMap((addon) =>
    Object.entries(addon.releases ?? {}).map(([name, release]) => ({ ...release, name, addon })),
);

/** DaemonSets of a stack's add-ons, which take their share of every node before workloads do. */
export function addonDaemons(choices: AddonChoices, groups: readonly NodeGroupFacts[]): readonly NodeDaemon[] {
    return releases
        .filter(({ addon }) => isOn(addon, choices))
        .flatMap(({ name, daemon }) => (daemon === undefined ? [] : [{ name, ...daemon(groups) }]));
}

/** Key paths of a stack's add-ons that run an image which is not known to be published for arm64. */
export function addonsForAmd64(choices: AddonChoices): readonly string[] {
    const published = ({ releases: own = {}, images = [] }: AnyAddon) => [
        ...Object.entries<ChartRelease>(own).flatMap(([name, release]) =>
            Object.keys(release.images).map((key) => processorsOfChart(name, key)),
        ),
        ...images.map(processorsOfImage),
    ];
    return chosen(choices)
        .filter((addon) => published(addon).some(({ arm64 }) => !arm64))
        .map(({ name, settings }) => `addons.${settings?.key ?? name}`);
}

/** Pods with GPUs that a stack's add-ons run. */
export function addonDemands(config: PlatformConfig): readonly PodDemand[] {
    return chosen(config).flatMap(({ demands }) => demands?.(config) ?? []);
}

/** What a stack sets in a chart, images behind the mirror included; undefined where the stack does not install it. */
export function releaseValues(
    { addon, values, images }: NamedRelease,
    facts: AddonFacts,
): Record<string, unknown> | undefined {
    const set = isOn(addon, facts) ? values(facts) : undefined;
    return set && withMirroredImages(set, images, facts.images);
}

/** Every namespace that an add-on lives in, each once. */
export const addonNamespaces: readonly AddonNamespace[] = [
    ...new Set(
        definitions.flatMap(({ releases = {}, namespaces = [] }) => [
            ...Object.values<ChartRelease>(releases).map(({ namespace }) => namespace),
            ...namespaces,
        ]),
    ),
];
