import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type ChartsConfig } from "../../config/charts";
import { type ImageSources } from "../kubernetes/images";
import { type Chart, type ChartRelease } from "./definition";
import { withMirroredImages } from "./images";

/**
 * The only way to install a chart: Helm's own release, so that hooks and CRDs do what the chart's authors mean, from the
 * pinned chart or its mirror, under a name that never changes.
 */
export function helmAddon(
    name: string,
    { chart, namespace, images }: ChartRelease,
    values: object,
    from: { readonly charts: ChartsConfig; readonly images: ImageSources },
    opts: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
    return new k8s.helm.v3.Release(
        name,
        {
            ...chartSource(chart, from.charts),
            name,
            namespace: namespace.name,
            values: withMirroredImages(values, images, from.images),
            // A failed upgrade is rolled back instead of staying half-applied.
            atomic: true,
            skipAwait: false,
            timeout: from.charts.timeoutSeconds,
            maxHistory: 5,
        },
        opts,
    );
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
