import { type ChartRelease } from "../charts";
import { type OutputFile, yamlText } from "../manifests";
import { controllerFieldsOf } from "./controllerFields";
import { gitopsFolder, type Wave } from "./wave";

/** Namespace that Flux runs in, and the GitRepository that its bootstrap makes there. */
const namespace = "flux-system";
const folder = `${gitopsFolder}/flux`;

/**
 * A Flux Kustomization per wave, each after the one before is ready, and a HelmRelease per chart. Source:
 * fluxcd/kustomize-controller, docs/spec/v1; `spec.ignore` needs kustomize-controller 1.9 or newer.
 */
export function fluxFiles(waves: readonly Wave[]): OutputFile[] {
    const repositories = [...new Set(waves.flatMap(({ charts }) => charts.map((chart) => sourceOf(chart).url)))].sort();
    return [
        {
            path: `${folder}/kustomization.yaml`,
            text: kustomization(["sources.yaml", "waves.yaml"]),
        },
        { path: `${folder}/sources.yaml`, text: documents(repositories.map(helmRepository)) },
        {
            path: `${folder}/waves.yaml`,
            text: documents(waves.map((wave, i) => fluxKustomization(wave, waves[i - 1]))),
        },
        ...waves.flatMap(({ name, manifests, charts }) => [
            {
                path: `${folder}/${name}/kustomization.yaml`,
                text: kustomization([
                    ...(manifests.length > 0 ? [`../../waves/${name}`] : []),
                    ...charts.map(({ release }) => `${release}.yaml`),
                ]),
            },
            ...charts.map((chart) => ({
                path: `${folder}/${name}/${chart.release}.yaml`,
                text: yamlText(helmRelease(chart)),
            })),
        ]),
    ];
}

function kustomization(resources: readonly string[]): string {
    return yamlText({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources });
}

function documents(objects: readonly object[]): string {
    return objects.map((object) => yamlText(object)).join("---\n");
}

function fluxKustomization({ name, manifests, last }: Wave, before: Wave | undefined): object {
    const fields = controllerFieldsOf(manifests);
    return {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: `wave-${name}`, namespace },
        spec: {
            ...(before !== undefined && { dependsOn: [{ name: `wave-${before.name}` }] }),
            interval: "10m",
            retryInterval: "1m",
            timeout: "15m",
            path: `./${folder}/${name}`,
            sourceRef: { kind: "GitRepository", name: namespace },
            prune: true,
            wait: !last,
            ...(fields.length > 0 && {
                ignore: fields.map(({ pointers, ...target }) => ({
                    paths: pointers,
                    // Selectors are regular expressions over the whole text.
                    target: { ...target, ...(target.group === "" && { group: undefined }) },
                })),
            }),
        },
    };
}

/** Where Flux fetches a chart. */
function sourceOf({ chart, repository }: ChartRelease): { readonly url: string; readonly chart: string } {
    if (repository !== undefined) {
        return { url: repository, chart };
    }
    const at = chart.lastIndexOf("/");
    return { url: chart.slice(0, at), chart: chart.slice(at + 1) };
}

function sourceName(url: string): string {
    return url
        .replace(/^[a-z]+:\/\//, "")
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-");
}

function helmRepository(url: string): object {
    return {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "HelmRepository",
        metadata: { name: sourceName(url), namespace },
        spec: { interval: "1h", url, ...(url.startsWith("oci://") && { type: "oci" }) },
    };
}

function helmRelease(release: ChartRelease): object {
    const { url, chart } = sourceOf(release);
    return {
        apiVersion: "helm.toolkit.fluxcd.io/v2",
        kind: "HelmRelease",
        metadata: { name: release.release, namespace },
        spec: {
            interval: "10m",
            timeout: "15m",
            releaseName: release.release,
            targetNamespace: release.namespace,
            storageNamespace: release.namespace,
            chart: {
                spec: {
                    chart,
                    ...(release.version !== undefined && { version: release.version }),
                    sourceRef: { kind: "HelmRepository", name: sourceName(url) },
                },
            },
            values: release.values,
        },
    };
}
