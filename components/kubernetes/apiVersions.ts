/**
 * API versions of the custom resources that this project writes, and of the workload controllers that autoscalers refer to.
 *
 * Where `@kubernetes-models` only has an older version of a kind, its fields are the same: the operator serves and stores the
 * version that stands here.
 */
export const apiVersions = {
    apps: "apps/v1",
    argoRollouts: "argoproj.io/v1alpha1",
    externalSecrets: "external-secrets.io/v1",
    istioNetworking: "networking.istio.io/v1",
    istioSecurity: "security.istio.io/v1",
    istioTelemetry: "telemetry.istio.io/v1",
    keda: "keda.sh/v1alpha1",
    kueue: "kueue.x-k8s.io/v1beta2",
    prometheusOperator: "monitoring.coreos.com/v1",
    verticalPodAutoscaler: "autoscaling.k8s.io/v1",
} as const;
