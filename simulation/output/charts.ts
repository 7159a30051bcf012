import { fileName, yamlText, type OutputFile } from "./manifests";
import { type Properties } from "../providers";
import { type RecordedResource } from "../recorded";
import { type SecretMask } from "./secrets";

/** A Helm release, as `--out` writes it. */
export interface ChartRelease {
    readonly path: string;
    readonly release: string;
    readonly chart: string;
    /** Undefined for a chart that is a local folder or archive. */
    readonly version?: string;
    /** Undefined where `chart` is an `oci://` URL or a path. */
    readonly repository?: string;
    readonly namespace: string;
    readonly values: Properties;
    /** Place in the order of objects and charts, from 0. */
    readonly wave: number;
}

const RELEASE_TYPES: ReadonlySet<string> = new Set(["kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v4:Chart"]);

export function isChart({ type }: RecordedResource): boolean {
    return RELEASE_TYPES.has(type);
}

/** Every Helm release of a run, sorted, secrets masked. */
export function chartsOf(
    resources: readonly RecordedResource[],
    mask: SecretMask,
    waves: ReadonlyMap<string, number>,
): ChartRelease[] {
    const releases = resources.filter(isChart).map((resource) => {
        const { outputs, name } = resource;
        const masked = mask.inputsOf(resource);
        const repository = (masked.repositoryOpts as { repo?: string } | undefined)?.repo;
        return {
            release: typeof outputs.name === "string" ? outputs.name : name,
            chart: String(masked.chart),
            ...(typeof masked.version === "string" && { version: masked.version }),
            ...(repository !== undefined && { repository }),
            namespace: typeof masked.namespace === "string" ? masked.namespace : "default",
            values: (masked.values ?? {}) as Properties,
            wave: waves.get(resource.urn) ?? 0,
        };
    });
    const shared = (release: string) => releases.filter((other) => other.release === release).length > 1;
    return releases
        .map((chart) => {
            const file = shared(chart.release) ? `${chart.namespace}-${chart.release}` : chart.release;
            return { path: `charts/${fileName(file)}.yaml`, ...chart };
        })
        .sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function chartFiles(charts: readonly ChartRelease[]): OutputFile[] {
    return charts.map(({ path, wave: _order, ...chart }) => ({ path, text: yamlText(chart) }));
}
