import { fileName, type Manifest, type OutputFile, yamlText } from "./manifests";

/** The rules of every PrometheusRule, each in a file as Prometheus and promtool read it. */
export function ruleFiles(manifests: readonly Pick<Manifest, "object">[]): OutputFile[] {
    return manifests
        .map(({ object }) => object)
        .filter(({ kind }) => kind === "PrometheusRule")
        .map(({ metadata, spec }) => {
            const { namespace, name } = metadata as { readonly namespace: string; readonly name: string };
            const { groups } = spec as { readonly groups: unknown };
            return { path: `rules/${fileName(`${namespace}-${name}`)}.yaml`, text: yamlText({ groups }) };
        });
}
