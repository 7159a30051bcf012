import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { type Properties } from "../providers";
import { type Change, diffProperties } from "./diff";
import { isUnknown, plain, type WireProperties } from "./wire";

/** Settings that select the cluster of a Kubernetes provider. */
const CLUSTER_SETTINGS = ["kubeconfig", "context", "cluster"] as const;

/**
 * Changes of an explicit provider's settings. Replacing a provider replaces every resource that it created.
 *
 * Source: pulumi-kubernetes provider/pkg/provider/provider.go DiffConfig. None of the AWS settings used here replaces the AWS
 * provider.
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
    // An unknown value may turn out to be another cluster.
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

/** The kubeconfig entry of the cluster that these settings select. */
function activeCluster({ kubeconfig, context, cluster }: Properties): unknown {
    const config = (typeof kubeconfig === "string" ? parse(kubeconfig) : kubeconfig) as Kubeconfig | null | undefined;
    const active = context ?? config?.["current-context"];
    const name = cluster ?? config?.contexts?.find((each) => each.name === active)?.context.cluster;
    return config?.clusters?.find((each) => each.name === name)?.cluster;
}
