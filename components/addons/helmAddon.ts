import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type ChartsConfig } from "../../config/charts";
import { type ImagesConfig } from "../../config/images";
import { type Chart, charts, type ReleaseName } from "./charts";
import { mirroredImageValues } from "./images";
import { mergeValues } from "./merge";

export interface HelmAddonArgs<V extends object> {
    readonly charts: ChartsConfig;
    readonly images: ImagesConfig;
    /** The keys we set, typed by the add-on. */
    readonly values: V;
    /**
     * Why Helm must not wait until the release's pods are ready; default: it waits, and takes a failed release back.
     */
    readonly skipAwait?: { readonly reason: string };
}

/**
 * The only way to install a chart: Helm's own release, so that hooks and CRDs do what the chart's authors mean, from the
 * pinned chart or its mirror, under a name that never changes.
 */
export function helmAddon<V extends object>(
    release: ReleaseName,
    args: HelmAddonArgs<V>,
    opts: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
    const chart: Chart = charts[release];
    return new k8s.helm.v3.Release(
        release,
        {
            ...chartSource(chart, args.charts),
            name: release,
            namespace: chart.namespace,
            values: releaseValues(release, args),
            // A failed upgrade goes back to what ran before instead of staying half-applied.
            atomic: args.skipAwait === undefined,
            skipAwait: args.skipAwait !== undefined,
            timeout: args.charts.timeoutSeconds,
            maxHistory: 5,
        },
        opts,
    );
}

/** Our values, with every image pointed at the mirror where one is configured. */
export function releaseValues<V extends object>(
    release: ReleaseName,
    args: Pick<HelmAddonArgs<V>, "images" | "values">,
): Record<string, unknown> {
    return mergeValues(args.values as Readonly<Record<string, unknown>>, mirroredImageValues(release, args.images));
}

export interface ChartSource {
    readonly chart: string;
    readonly version?: string;
    readonly repositoryOpts?: { readonly repo: string };
}

/** Where Helm gets a chart: its own repository, or the configured mirror of all charts. */
export function chartSource(chart: Chart, config: ChartsConfig): ChartSource {
    const base = config.mirror ?? chart.repository;
    if (base.startsWith("oci://")) {
        return { chart: `${base}/${chart.chart}`, version: chart.version };
    }
    if (base.startsWith("https://")) {
        return { chart: chart.chart, version: chart.version, repositoryOpts: { repo: base } };
    }
    return { chart: `${base}/${chart.chart}-${chart.version}.tgz` };
}
