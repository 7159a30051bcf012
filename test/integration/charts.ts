import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { type KubeObject } from "./cluster/types";
import { type RenderedStack } from "./rendered";
import { downloadModule, ensureTool, tools } from "./tools";

/** Charts of Istio that the stacks install, by release, with their folders in Istio's Go module. */
const istioFolders = {
    "istio-base": "manifests/charts/base",
    "istio-cni": "manifests/charts/istio-cni",
    istiod: "manifests/charts/istio-control/istio-discovery",
    "istio-gateway": "manifests/charts/gateway",
} as const;
type IstioRelease = keyof typeof istioFolders;
export const istioReleases = Object.keys(istioFolders) as readonly IstioRelease[];

/** Charts that Go modules carry, by release. */
const chartFolders: Readonly<Record<IstioRelease | "kueue", () => Promise<string>>> = {
    "istio-base": () => ofIstio("istio-base"),
    "istio-cni": () => ofIstio("istio-cni"),
    istiod: () => ofIstio("istiod"),
    "istio-gateway": () => ofIstio("istio-gateway"),
    kueue: async () =>
        path.join((await downloadModule("sigs.k8s.io/kueue", tools.kueue.module)).folder, "charts/kueue"),
};

async function ofIstio(release: IstioRelease): Promise<string> {
    return path.join(await istioModule(), istioFolders[release]);
}

interface ReleaseInputs {
    readonly namespace: string;
    readonly values?: Readonly<Record<string, unknown>>;
}

/** The folder of Istio's Go module, which holds its charts and the proxy's bootstrap template. */
export async function istioModule(): Promise<string> {
    return (await downloadModule("istio.io/istio", tools.istiod.module)).folder;
}

/**
 * What Helm makes of a chart with the stack's own values.
 *
 * @param folder where the values are written
 * @param further values for the tests alone, over the stack's
 * @throws Error with Helm's words.
 */
export async function renderRelease(
    { resources }: RenderedStack,
    release: keyof typeof chartFolders,
    folder: string,
    further: Readonly<Record<string, unknown>> = {},
): Promise<KubeObject[]> {
    const found = resources.find(({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && name === release);
    if (found === undefined) {
        throw new Error(`the stack has no Helm release "${release}"`);
    }
    const { namespace, values = {} } = found.inputs as unknown as ReleaseInputs;
    const files = await Promise.all(
        [values, further].map(async (each, index) => {
            const file = path.join(folder, `${release}.${index}.values.json`);
            await writeFile(file, JSON.stringify(each));
            return file;
        }),
    );
    const chart = await chartFolders[release]();
    const { stdout } = await promisify(execFile)(
        await ensureTool("helm"),
        ["template", release, chart, "--namespace", namespace, ...files.flatMap((file) => ["--values", file])],
        { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, HELM_CACHE_HOME: folder, HELM_CONFIG_HOME: folder } },
    ).catch((error: Error & { stderr?: string }) => {
        throw new Error(`helm template ${release}: ${error.stderr ?? error.message}`);
    });
    return parseAllDocuments(stdout)
        .map((document) => document.toJS() as KubeObject | null)
        .filter((object): object is KubeObject => object !== null);
}
