import { fileName, type Manifest, type OutputFile } from "./manifests";

/** Label by which Grafana's sidecar finds dashboards. */
const dashboardLabel = "grafana_dashboard";

/** Every dashboard in a file of its own, as Grafana imports it. */
export function dashboardFiles(manifests: readonly Pick<Manifest, "object">[]): OutputFile[] {
    return manifests.flatMap(({ object }) => {
        const { labels } = object.metadata as { readonly labels?: Readonly<Record<string, string>> };
        if (object.kind !== "ConfigMap" || labels?.[dashboardLabel] === undefined) {
            return [];
        }
        return Object.entries(object.data as Readonly<Record<string, string>>).map(([name, text]) => ({
            path: `dashboards/${fileName(name)}`,
            text: `${JSON.stringify(JSON.parse(text), null, 2)}\n`,
        }));
    });
}
