/** Every namespace that an add-on lives in; its Pod Security level is in `namespaces.ts`. */
export type AddonNamespaceName =
    | "argo-rollouts"
    | "external-dns"
    | "external-secrets"
    | "gpu-system"
    | "istio-cni"
    | "istio-ingress"
    | "istio-system"
    | "keda"
    | "kube-system"
    | "logging"
    | "mlflow"
    | "monitoring"
    | "tracing"
    | "vpa";

export interface Chart {
    /** `https://` index or `oci://` base that holds the chart under its name. */
    readonly repository: string;
    readonly chart: string;
    readonly version: string;
    /** What the chart runs by default. */
    readonly appVersion: string;
    readonly namespace: AddonNamespaceName;
    /**
     * Where the chart keeps its CustomResourceDefinitions, which are those of `appVersion`. Templates follow the release; what
     * lies in a `crds` folder Helm creates once and never touches again, so that an upgrade applies it by hand. Default: it
     * brings none.
     */
    readonly crds?: "templates" | "folder";
}

const istio = {
    repository: "https://istio-release.storage.googleapis.com/charts",
    version: "1.30.3",
    appVersion: "1.30.3",
};
const openTelemetryCollector = {
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    chart: "opentelemetry-collector",
    version: "0.170.0",
    appVersion: "0.158.0",
    namespace: "tracing",
} as const;

/**
 * The one table of charts. A key is the name of the Helm release, which never changes: charts keep their CRDs at an
 * uninstall, and kept CRDs refuse a release of another name. How to upgrade: docs/upgrade-charts.md.
 */
export const charts = {
    "prometheus-operator-crds": {
        repository: "https://prometheus-community.github.io/helm-charts",
        chart: "prometheus-operator-crds",
        version: "31.0.1",
        appVersion: "v0.93.1",
        namespace: "monitoring",
        crds: "templates",
    },
    "istio-base": { ...istio, chart: "base", namespace: "istio-system", crds: "templates" },
    "istio-cni": { ...istio, chart: "cni", namespace: "istio-cni" },
    istiod: { ...istio, chart: "istiod", namespace: "istio-system" },
    "istio-gateway": { ...istio, chart: "gateway", namespace: "istio-ingress" },
    "kube-prometheus-stack": {
        repository: "https://prometheus-community.github.io/helm-charts",
        chart: "kube-prometheus-stack",
        version: "88.5.3",
        appVersion: "v0.93.1",
        namespace: "monitoring",
    },
    keda: {
        repository: "https://kedacore.github.io/charts",
        chart: "keda",
        version: "2.20.2",
        appVersion: "2.20.2",
        namespace: "keda",
        crds: "templates",
    },
    "argo-rollouts": {
        repository: "https://argoproj.github.io/argo-helm",
        chart: "argo-rollouts",
        version: "2.41.0",
        appVersion: "v1.9.0",
        namespace: "argo-rollouts",
        crds: "templates",
    },
    "external-secrets": {
        repository: "https://charts.external-secrets.io",
        chart: "external-secrets",
        version: "2.9.0",
        appVersion: "v2.9.0",
        namespace: "external-secrets",
        crds: "templates",
    },
    "external-dns": {
        repository: "https://kubernetes-sigs.github.io/external-dns",
        chart: "external-dns",
        version: "1.21.1",
        appVersion: "0.21.0",
        namespace: "external-dns",
        crds: "folder",
    },
    "aws-load-balancer-controller": {
        repository: "https://aws.github.io/eks-charts",
        chart: "aws-load-balancer-controller",
        version: "3.5.0",
        appVersion: "v3.5.0",
        namespace: "kube-system",
        crds: "folder",
    },
    "cluster-autoscaler": {
        repository: "https://kubernetes.github.io/autoscaler",
        chart: "cluster-autoscaler",
        version: "9.59.0",
        appVersion: "1.35.0",
        namespace: "kube-system",
    },
    vpa: {
        repository: "https://kubernetes.github.io/autoscaler",
        chart: "vertical-pod-autoscaler",
        version: "0.11.0",
        appVersion: "1.7.1",
        namespace: "vpa",
        crds: "folder",
    },
    "nvidia-device-plugin": {
        repository: "https://nvidia.github.io/k8s-device-plugin",
        chart: "nvidia-device-plugin",
        version: "0.20.0",
        appVersion: "0.20.0",
        namespace: "gpu-system",
    },
    "dcgm-exporter": {
        repository: "https://nvidia.github.io/dcgm-exporter/helm-charts",
        chart: "dcgm-exporter",
        version: "4.8.2",
        appVersion: "4.8.2",
        namespace: "gpu-system",
    },
    loki: {
        repository: "https://grafana-community.github.io/helm-charts",
        chart: "loki",
        version: "18.11.0",
        appVersion: "3.7.6",
        namespace: "logging",
    },
    alloy: {
        repository: "https://grafana.github.io/helm-charts",
        chart: "alloy",
        version: "1.11.1",
        appVersion: "v1.18.1",
        namespace: "logging",
    },
    tempo: {
        repository: "https://grafana-community.github.io/helm-charts",
        chart: "tempo",
        version: "2.2.4",
        appVersion: "2.10.8",
        namespace: "tracing",
    },
    jaeger: {
        repository: "https://jaegertracing.github.io/helm-charts",
        chart: "jaeger",
        version: "4.11.1",
        appVersion: "2.19.0",
        namespace: "tracing",
    },
    "otel-collector": openTelemetryCollector,
    "otel-sampler": openTelemetryCollector,
} as const satisfies Record<string, Chart>;

/** Releases by name. */
export type ReleaseName = keyof typeof charts;
export const releaseNames = Object.keys(charts) as readonly ReleaseName[];
