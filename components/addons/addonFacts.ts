import { workloadNamespacesOf } from "../../config/namespaces";
import { type PlatformConfig } from "../../config/platform";
import { type Platform } from "../platform";
import { chosen } from "./definitions";
import { type AddonFacts } from "./facts";

/** The facts of a stack, from its file, from the platform below, and from what its add-ons declare for each other. */
export function addonFacts(
    config: PlatformConfig,
    platform: Omit<Platform, "identities">,
    { watchedQueues = [], calledHosts = {} }: Partial<Pick<AddonFacts, "watchedQueues" | "calledHosts">> = {},
): AddonFacts {
    const {
        stack,
        environment,
        region,
        addons,
        charts,
        images,
        namespaces,
        teamNamespaces,
        people,
        serving,
        ingress,
        dataStores,
    } = config;
    const { cluster, cloud, stores, secretPrefix, postgres, imageCaches } = platform;
    const on = chosen(config);
    const { service } = stores.models;
    const called = workloadNamespacesOf(config).map((name) => [
        name,
        [
            ...on.flatMap(({ calledFrom }) =>
                calledFrom !== undefined && (calledFrom.workloads === "all" || calledFrom.workloads.includes(name))
                    ? [{ namespace: calledFrom.namespace.name, podLabels: calledFrom.podLabels, port: calledFrom.port }]
                    : [],
            ),
            ...(service === undefined ? [] : [service]),
        ],
    ]);
    return {
        stack,
        environment,
        region,
        addons,
        charts,
        images: {
            mirror: images.mirror,
            pullSecret: images.pullSecret,
            ...(imageCaches !== undefined && { caches: imageCaches }),
        },
        namespaces,
        teamNamespaces,
        people,
        modelVersionGroup: serving.modelVersionGroup,
        dataStores,
        ...(ingress !== undefined && { ingress }),
        clusterName: cluster.name,
        nodeCidrs: cluster.nodeCidrs,
        kubernetesVersion: cluster.version,
        nodeGroups: cluster.nodeGroups,
        nodePrices: cluster.nodePrices ?? [],
        claims: cluster.claims ?? [],
        cloud,
        stores,
        secretPrefix,
        ...(postgres !== undefined && { postgres }),
        watchedQueues,
        hosts: ingress === undefined ? [] : [ingress.hostname, ...on.flatMap(({ hosts }) => hosts?.(config) ?? [])],
        secretReaders: on.flatMap(({ secretReaders }) => secretReaders?.(config, stores) ?? []).map(({ name }) => name),
        restarting: on.flatMap(({ restarting = [] }) => restarting),
        calledHosts,
        called: Object.fromEntries(called) as AddonFacts["called"],
    };
}
