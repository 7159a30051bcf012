import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { type Properties } from "../providers";
import { type Change, diffProperties } from "./diff";
import { isUnknown, plain, type WireProperties } from "./wire";

/** Settings that say which cluster a Kubernetes provider talks to. */
const CLUSTER_SETTINGS = ["kubeconfig", "context", "cluster"] as const;

/**
 * What a change of an explicit provider's settings means. Replacing a provider replaces everything it made, so this decides
 * whether an upgrade is an upgrade or a new cluster's worth of objects.
 *
 * Source: pulumi-kubernetes provider/pkg/provider/provider.go DiffConfig. The AWS bridge replaces its provider on none of the
 * settings used here.
 */
export function diffProviderSettings(type: string, olds: WireProperties, news: WireProperties): Change[] {
    const replaceOn = type === "pulumi:providers:kubernetes" ? clusterReplacements(olds, news) : [];
    return diffProperties(olds, news, replaceOn);
}

function clusterReplacements(olds: WireProperties, news: WireProperties): readonly string[] {
    const [before, after] = [plain(olds), plain(news)];
    if (before.clusterIdentifier !== undefined && after.clusterIdentifier !== undefined) {
        return ["clusterIdentifier"];
    }
    // A value nobody knows yet may be another cluster.
    const moved = CLUSTER_SETTINGS.some((key) => isUnknown(news[key])) || !sameCluster(before, after);
    return moved ? CLUSTER_SETTINGS : [];
}

function sameCluster(before: Properties, after: Properties): boolean {
    const [old, current] = [activeCluster(before), activeCluster(after)];
    return old === undefined || current === undefined || isDeepStrictEqual(old, current);
}

interface Kubeconfig {
    readonly "current-context"?: string;
    readonly contexts?: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
    readonly clusters?: readonly { readonly name: string; readonly cluster: unknown }[];
}

/** The cluster a provider with these settings talks to, as its kubeconfig describes it. */
function activeCluster({ kubeconfig, context, cluster }: Properties): unknown {
    const config = (typeof kubeconfig === "string" ? parse(kubeconfig) : kubeconfig) as Kubeconfig | null | undefined;
    const active = context ?? config?.["current-context"];
    const name = cluster ?? config?.contexts?.find((each) => each.name === active)?.context.cluster;
    return config?.clusters?.find((each) => each.name === name)?.cluster;
}
