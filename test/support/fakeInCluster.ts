import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type InCluster } from "../../components/inCluster";
import { standardNamespaces } from "../../config/names";

/** Everything the add-ons can offer, as workloads see it; run it under mocks. */
export function fakeInCluster(changes: Partial<InCluster> = {}): InCluster {
    const addOn = (namespace: string) => ({
        namespace,
        ready: [new pulumi.ComponentResource("test:addons:AddOn", namespace, {})],
    });
    const namespaces = Object.fromEntries(
        standardNamespaces.map((name) => [
            name,
            { name, ready: [new pulumi.ComponentResource("test:addons:Namespace", name, {})] },
        ]),
    ) as unknown as InCluster["namespaces"];
    return {
        namespaces,
        mesh: {
            ...addOn("istio-system"),
            gateway: {
                ...addOn("istio-ingress"),
                name: "istio-ingress/platform",
                serviceAccount: "istio-gateway",
                podLabels: { istio: "gateway" },
                hostname: "ai-api.example.com",
                service: "istio-gateway",
                clients: { forwarded: false, selfSigned: false },
            },
        },
        metrics: {
            ...addOn("monitoring"),
            prometheusUrl: "http://prometheus.monitoring.svc:9090",
            remoteWriteUrl: "http://prometheus.monitoring.svc:9090/api/v1/write",
            prometheusPodLabels: { "app.kubernetes.io/name": "prometheus" },
            retentionDays: 32,
            runbooks: "docs/runbooks",
        },
        keda: addOn("keda"),
        rollouts: addOn("argo-rollouts"),
        vpa: addOn("vpa"),
        secrets: { ...addOn("external-secrets"), storeName: "platform" },
        reloader: addOn("reloader"),
        databases: { ready: [new random.RandomPassword("database-accounts", { length: 8 })] },
        tracing: {
            ...addOn("tracing"),
            collectorPodLabels: { "app.kubernetes.io/name": "opentelemetry-collector" },
            otlpGrpc: "collector.tracing.svc:4317",
        },
        experiments: {
            from: "ml-training",
            trackingUrl: "http://mlflow.mlflow.svc:5000",
            ready: [new pulumi.ComponentResource("test:addons:AddOn", "mlflow", {})],
        },
        images: { resolve: (image) => image, pullSecrets: [] },
        ...changes,
    };
}
