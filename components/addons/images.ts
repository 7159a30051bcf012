import { type ImagesConfig } from "../../config/images";
import { type ImageRules } from "../inCluster";
import { type ReleaseName } from "./charts";

/**
 * Where a chart's values say which images it runs: dotted key to the default's registry, or registry and name. Only keys of
 * images that our values let the chart run are listed; the chart check renders every chart behind a mirror and finds any that is missing.
 */
export const imageKeys: Readonly<Record<ReleaseName, Readonly<Record<string, string>>>> = {
    "prometheus-operator-crds": {},
    "istio-base": {},
    "istio-cni": { "global.hub": "registry.istio.io/release" },
    istiod: { "global.hub": "registry.istio.io/release" },
    // The injector writes the gateway's image.
    "istio-gateway": {},
    "kube-prometheus-stack": {
        "alertmanager.alertmanagerSpec.image.registry": "quay.io",
        "prometheusOperator.admissionWebhooks.patch.image.registry": "ghcr.io",
        "prometheusOperator.image.registry": "quay.io",
        "prometheusOperator.prometheusConfigReloader.image.registry": "quay.io",
        "prometheusOperator.thanosImage.registry": "quay.io",
        "prometheus.prometheusSpec.image.registry": "quay.io",
        "grafana.image.registry": "docker.io",
        "grafana.sidecar.image.registry": "quay.io",
        "kube-state-metrics.image.registry": "registry.k8s.io",
        "prometheus-node-exporter.image.registry": "quay.io",
    },
    keda: {
        "image.keda.registry": "ghcr.io",
        "image.metricsApiServer.registry": "ghcr.io",
        "image.webhooks.registry": "ghcr.io",
    },
    "argo-rollouts": { "controller.image.registry": "quay.io" },
    "external-secrets": {
        "image.repository": "ghcr.io/external-secrets/external-secrets",
        "webhook.image.repository": "ghcr.io/external-secrets/external-secrets",
        "certController.image.repository": "ghcr.io/external-secrets/external-secrets",
    },
    "external-dns": { "image.repository": "registry.k8s.io/external-dns/external-dns" },
    "aws-load-balancer-controller": { "image.repository": "public.ecr.aws/eks/aws-load-balancer-controller" },
    "cluster-autoscaler": { "image.repository": "registry.k8s.io/autoscaling/cluster-autoscaler" },
    vpa: {
        "recommender.image.repository": "registry.k8s.io/autoscaling/vpa-recommender",
        "updater.image.repository": "registry.k8s.io/autoscaling/vpa-updater",
        "admissionController.image.repository": "registry.k8s.io/autoscaling/vpa-admission-controller",
        "admissionController.certGen.image.repository": "registry.k8s.io/ingress-nginx/kube-webhook-certgen",
    },
    "nvidia-device-plugin": { "image.repository": "nvcr.io/nvidia/k8s-device-plugin" },
    "dcgm-exporter": { "image.repository": "nvcr.io/nvidia/k8s/dcgm-exporter" },
    loki: { "loki.image.registry": "docker.io" },
    alloy: { "image.registry": "docker.io", "configReloader.image.registry": "quay.io" },
    tempo: { "tempo.registry": "docker.io" },
    jaeger: { "jaeger.image.registry": "docker.io" },
    "otel-collector": { "image.repository": collectorImage() },
    "otel-sampler": { "image.repository": collectorImage() },
};

/** The build of the collector that holds the Kubernetes components; the chart leaves the choice to its user. */
export function collectorImage(): string {
    return "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s";
}

/** Values that point every image of a chart at the mirror; empty without one. */
export function mirroredImageValues(release: ReleaseName, images: ImagesConfig): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    if (images.mirror !== undefined) {
        for (const [key, image] of Object.entries(imageKeys[release])) {
            setKey(values, key.split("."), `${images.mirror}/${image}`);
        }
    }
    return values;
}

function setKey(values: Record<string, unknown>, [key, ...rest]: readonly string[], value: string): void {
    if (key === undefined) {
        return;
    }
    if (rest.length === 0) {
        values[key] = value;
        return;
    }
    const inner = (values[key] ?? {}) as Record<string, unknown>;
    values[key] = inner;
    setKey(inner, rest, value);
}

/** An image reference behind the mirror: the registry's host becomes the first part of the path. */
export function resolveImage(image: string, images: ImagesConfig): string {
    return images.mirror === undefined ? image : `${images.mirror}/${withRegistry(image)}`;
}

/** Spells out what container runtimes assume: `nginx` is `docker.io/library/nginx`. */
function withRegistry(image: string): string {
    const [first = "", ...rest] = image.split("/");
    const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
    if (hasRegistry) {
        return image;
    }
    return rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
}

/** Name of the pull secret in every workload namespace. */
export const pullSecretName = "registry-credentials";

export function imageRules(images: ImagesConfig): ImageRules {
    return {
        resolve: (image) => resolveImage(image, images),
        pullSecrets: images.pullSecret === undefined ? [] : [pullSecretName],
    };
}
