import { type ChartRelease } from "../charts";
import { type OutputFile, yamlText } from "../manifests";
import { controllerFieldsOf } from "./controllerFields";
import { gitopsFolder, type Wave } from "./wave";

/** Namespace that Argo CD runs in. */
const namespace = "argocd";
const folder = `${gitopsFolder}/argocd`;

/** Place of an object in the order of a sync. Source: Argo CD, docs/user-guide/sync-waves.md. */
export function syncWave(wave: number): Readonly<Record<string, string>> {
    return { "argocd.argoproj.io/sync-wave": String(wave) };
}

/** Options of a sync: fields of other owners stay, and custom resources may come before their definitions are known. */
const syncPolicy = {
    automated: { prune: true, selfHeal: true },
    syncOptions: ["ServerSideApply=true", "RespectIgnoreDifferences=true", "SkipDryRunOnMissingResource=true"],
    retry: { limit: 10, backoff: { duration: "30s", factor: 2, maxDuration: "5m" } },
};

/** Fields of charts' objects that their controllers write. */
const webhookFields = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].map((kind) => ({
    group: "admissionregistration.k8s.io",
    kind,
    jqPathExpressions: [".webhooks[]?.clientConfig.caBundle", ".webhooks[]?.failurePolicy"],
}));

/** Charts that generate a certificate each time they are rendered, which Argo CD does at every comparison. */
const generatesCertificate: readonly string[] = ["aws-load-balancer-controller"];

/** One Application over the whole stack, whose objects and charts are ordered by sync waves. API of Argo CD 3. */
export function argoCdFiles(waves: readonly Wave[]): OutputFile[] {
    const charts = waves.flatMap((wave) => wave.charts.map((chart) => ({ chart, wave: wave.number })));
    return [
        { path: `${gitopsFolder}/argocd-application.yaml`, text: yamlText(rootApplication(waves)) },
        {
            path: `${folder}/kustomization.yaml`,
            text: yamlText({
                apiVersion: "kustomize.config.k8s.io/v1beta1",
                kind: "Kustomization",
                resources: [
                    ...waves.filter(({ manifests }) => manifests.length > 0).map(({ name }) => `../waves/${name}`),
                    ...charts.map(({ chart }) => `${chart.release}.yaml`),
                ],
            }),
        },
        ...charts.map(({ chart, wave }) => ({
            path: `${folder}/${chart.release}.yaml`,
            text: yamlText(chartApplication(chart, wave)),
        })),
    ];
}

function rootApplication(waves: readonly Wave[]): object {
    const fields = controllerFieldsOf(waves.flatMap(({ manifests }) => manifests));
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: { name: "inference-platform", namespace },
        spec: {
            project: "default",
            source: {
                repoURL: "https://git.example.com/platform/inference.git",
                targetRevision: "main",
                path: folder,
            },
            destination: { server: "https://kubernetes.default.svc" },
            syncPolicy,
            ignoreDifferences: fields.map(({ pointers, ...object }) => ({ ...object, jsonPointers: pointers })),
        },
    };
}

function chartApplication(release: ChartRelease, wave: number): object {
    const { chart, repository, version } = release;
    const at = chart.lastIndexOf("/");
    return {
        apiVersion: "argoproj.io/v1alpha1",
        kind: "Application",
        metadata: {
            name: release.release,
            namespace,
            annotations: syncWave(wave),
            // Deleting the Application uninstalls the chart.
            finalizers: ["resources-finalizer.argocd.argoproj.io"],
        },
        spec: {
            project: "default",
            source: {
                // Argo CD writes OCI registries without their scheme.
                repoURL: repository ?? chart.slice("oci://".length, at),
                chart: repository === undefined ? chart.slice(at + 1) : chart,
                targetRevision: version ?? "*",
                helm: { releaseName: release.release, valuesObject: release.values },
            },
            destination: { server: "https://kubernetes.default.svc", namespace: release.namespace },
            syncPolicy,
            ignoreDifferences: [
                ...webhookFields,
                ...(generatesCertificate.includes(chart.slice(at + 1))
                    ? [{ group: "", kind: "Secret", jsonPointers: ["/data"] }]
                    : []),
            ],
        },
    };
}
