/** Whether an image is published for arm64, beside amd64. */
export interface Published {
    /** What runs, as the documentation names it. */
    readonly program: string;
    readonly arm64: boolean;
    /** Where upstream's build says so. Default: not verified. */
    readonly source?: string;
}

const yes = (program: string, source?: string): Published => ({
    program,
    arm64: true,
    ...(source !== undefined && { source }),
});

const prometheusOperator = "prometheus-operator, `scripts/push-docker-image.sh`";
const keda = yes("KEDA", "keda, `Makefile`");
const externalSecrets = yes("External Secrets Operator", "external-secrets, `.github/workflows/ci.yml`");
const istio = yes("istiod, proxies, CNI agent", "istio, `prow/release-commit.sh`");
const collector = yes(
    "OpenTelemetry Collector",
    "opentelemetry-collector-releases, `distributions/otelcol-k8s/.goreleaser.yaml`",
);
const vpa = yes("Vertical Pod Autoscaler", "autoscaler, `vertical-pod-autoscaler/pkg/*/Makefile`");

/** Images of charts: by release, and by the key of its values that names the registry. */
const ofCharts: Readonly<Record<string, Readonly<Record<string, Published>>>> = {
    "kube-prometheus-stack": {
        "alertmanager.alertmanagerSpec.image.registry": yes("Alertmanager", "alertmanager, `Makefile`"),
        "prometheusOperator.admissionWebhooks.patch.image.registry": yes(
            "certificate job",
            "kube-webhook-certgen, `.goreleaser.yaml`",
        ),
        "prometheusOperator.image.registry": yes("Prometheus operator", prometheusOperator),
        "prometheusOperator.prometheusConfigReloader.image.registry": yes("config reloader", prometheusOperator),
        "prometheusOperator.thanosImage.registry": yes("Thanos (does not run)"),
        "prometheus.prometheusSpec.image.registry": yes("Prometheus", "prometheus, `Makefile`"),
        "grafana.image.registry": yes("Grafana", "grafana, `.github/workflows/release-build.yml`"),
        "grafana.sidecar.image.registry": yes("sidecar of Grafana", "k8s-sidecar, `docker-bake.hcl`"),
        "kube-state-metrics.image.registry": yes("kube-state-metrics", "kube-state-metrics, `Makefile`"),
        "prometheus-node-exporter.image.registry": yes("node-exporter", "node_exporter, `Makefile`"),
    },
    "istio-cni": { "global.hub": istio },
    istiod: { "global.hub": istio },
    "external-dns": { "image.repository": yes("external-dns", "external-dns, `Makefile`") },
    "nvidia-device-plugin": {
        "image.repository": yes("NVIDIA device plugin", "k8s-device-plugin, `deployments/container/multi-arch.mk`"),
    },
    "dcgm-exporter": { "image.repository": yes("DCGM exporter", "dcgm-exporter, `Makefile`") },
    "aws-load-balancer-controller": {
        "image.repository": yes("AWS Load Balancer Controller", "aws-load-balancer-controller, `Makefile`"),
    },
    "cluster-autoscaler": {
        "image.repository": yes("Cluster Autoscaler", "autoscaler, `cluster-autoscaler/Makefile`"),
    },
    keda: {
        "image.keda.registry": keda,
        "image.metricsApiServer.registry": keda,
        "image.webhooks.registry": keda,
    },
    kueue: { "controllerManager.manager.image.repository": yes("Kueue", "kueue, `Makefile`") },
    "argo-rollouts": {
        "controller.image.registry": yes("Argo Rollouts", "argo-rollouts, `.github/workflows/release.yaml`"),
    },
    "external-secrets": {
        "image.repository": externalSecrets,
        "webhook.image.repository": externalSecrets,
        "certController.image.repository": externalSecrets,
    },
    reloader: { "image.repository": yes("Reloader", "Reloader, `.github/workflows/release.yaml`") },
    loki: { "loki.image.registry": yes("Loki", "loki, `.github/workflows/images.yml`") },
    alloy: {
        "image.registry": yes("Alloy"),
        "configReloader.image.registry": yes("config reloader", prometheusOperator),
    },
    tempo: { "tempo.registry": yes("Tempo", "tempo, `.github/workflows/docker.yml`") },
    jaeger: { "jaeger.image.registry": yes("Jaeger", "jaeger, `Makefile`") },
    "otel-sampler": { "image.repository": collector },
    "otel-collector": { "image.repository": collector },
    vpa: {
        "recommender.image.repository": vpa,
        "updater.image.repository": vpa,
        "admissionController.image.repository": vpa,
        "admissionController.certGen.image.repository": yes(
            "certificate job of the Vertical Pod Autoscaler",
            "ingress-nginx, `images/kube-webhook-certgen/Makefile`",
        ),
    },
};

/** Images that no chart brings, without tag. */
const ofOthers: Readonly<Record<string, Published>> = {
    // The variant with drivers is not known to be built like the plain one, which has arm64.
    "ghcr.io/mlflow/mlflow": { program: "MLflow", arm64: false },
    "docker.io/library/postgres": yes("psql", "official-images, `library/postgres`"),
    "registry.k8s.io/pause": yes("pause", "kubernetes, `build/pause/Makefile`"),
};

const unknown: Published = { program: "an image without a row", arm64: false };

/** What is known of the image behind a key of a chart's values. */
export function processorsOfChart(release: string, key: string): Published {
    return ofCharts[release]?.[key] ?? unknown;
}

/** What is known of an image that no chart brings. */
export function processorsOfImage(reference: string): Published {
    return ofOthers[reference.replace(/(:[^:/]+)?(@.+)?$/, "")] ?? unknown;
}

/** Rows, as `release: key of its values` and as references: the same ones that the definitions of add-ons have. */
export const processorRows: readonly string[] = [
    ...Object.entries(ofCharts).flatMap(([release, keys]) => Object.keys(keys).map((key) => `${release}: ${key}`)),
    ...Object.keys(ofOthers),
];

/** The table of the documentation: one row for programs with one answer. */
export function processorsTable(): string {
    const all = [...Object.values(ofCharts).flatMap((keys) => Object.values(keys)), ...Object.values(ofOthers)];
    const rows = new Map<string, Set<string>>();
    for (const { program, arm64, source } of all) {
        const answer = !arm64
            ? "not known: runs on amd64 | "
            : `yes${source === undefined ? ", not verified" : ""} | ${source ?? ""}`;
        rows.set(answer, (rows.get(answer) ?? new Set()).add(program));
    }
    return [
        "| program | arm64 | source |",
        "|---|---|---|",
        ...[...rows].map(([answer, programs]) => `| ${[...programs].join(", ")} | ${answer.trimEnd()} |`),
    ].join("\n");
}
