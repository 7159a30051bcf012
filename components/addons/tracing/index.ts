import * as k8s from "@pulumi/kubernetes";
import { type TracingAccess } from "../../inCluster";
import { otlpPorts } from "../../kubernetes/wellKnown";
import { bringsKeys } from "../../storeCredentials";
import { type AddonContext, type Chart, defineAddon, type UnlistedKey } from "../definition";
import { externalSecrets } from "../externalSecrets";
import { scraping } from "../monitoringCrds";
import {
    type DataSource,
    grafanaDataSource,
    logsSourceUid,
    metricsSourceUid,
    traceSourceUid,
} from "../monitoring/dataSources";
import { series } from "../../observation/promql";
import { type AddonNamespace, monitoring } from "../namespaces";
import { tracingAlerts } from "./alerts";
import { collectorPodLabels, tracingHost } from "./names";
import { type TraceBackend, tracingSettings } from "./settings";
import {
    collectorImage,
    collectorValues,
    jaegerClaim,
    jaegerValues,
    samplerValues,
    tempoAccount,
    tempoValues,
} from "./values";

const namespace: AddonNamespace = { name: "tracing", level: "restricted", inMeshView: true };

/** Volume of Jaeger's embedded store in GiB. */
const jaegerGiB = 50;

/** Both tiers of collectors. */
const collectorChart: Chart = {
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    chart: "opentelemetry-collector",
    version: "0.170.0",
    appVersion: "0.158.0",
};
const collectorImages = { "image.repository": collectorImage };
const collectorUnlisted: readonly UnlistedKey[] = [
    {
        path: "podDisruptionBudget.maxUnavailable",
        reason: "read by the budget's template, commented out in the values",
    },
    { path: "config", reason: "the collector's own configuration, merged into the chart's" },
];

/** Collectors in two tiers and the backend that keeps what they choose. */
export const tracing = defineAddon({
    name: "tracing",
    component: "Tracing",
    settings: { key: "tracing", schema: tracingSettings },
    needs: [scraping, { addon: externalSecrets, because: "to read the key of an object store that is there" }],
    releases: {
        tempo: {
            chart: {
                repository: "https://grafana-community.github.io/helm-charts",
                chart: "tempo",
                version: "2.2.4",
                appVersion: "2.10.8",
            },
            namespace,
            values: tempoValues,
            images: { "tempo.registry": "docker.io" },
            unlisted: [
                { path: "tempo.storage.trace", reason: "Tempo's own configuration" },
                { path: "persistence.storageClassName", reason: "commented out in the values" },
            ],
            identity: () => ({
                name: "tempo",
                namespace: namespace.name,
                serviceAccount: tempoAccount,
                access: [{ kind: "write-objects", store: "traces", prefix: "" }],
            }),
        },
        jaeger: {
            chart: {
                repository: "https://jaegertracing.github.io/helm-charts",
                chart: "jaeger",
                version: "4.11.1",
                appVersion: "2.19.0",
            },
            namespace,
            values: jaegerValues,
            images: { "jaeger.image.registry": "docker.io" },
            unlisted: [
                {
                    path: "jaeger.resources",
                    reason: "read by the Deployment's template, which has no default for it",
                },
            ],
        },
        "otel-collector": {
            chart: collectorChart,
            namespace,
            values: collectorValues,
            images: collectorImages,
            unlisted: collectorUnlisted,
        },
        "otel-sampler": {
            chart: collectorChart,
            namespace,
            values: samplerValues,
            images: collectorImages,
            unlisted: [
                ...collectorUnlisted,
                { path: "service.clusterIP", reason: "read by the Service's template, which has no default for it" },
            ],
        },
    },
    secretReaders: (_, { traces }) => (bringsKeys(traces) ? [namespace] : []),
    stores: ({ addons }) => (addons.tracing.backend === "tempo" ? ["traces"] : []),
    calledFrom: { workloads: "all", namespace, podLabels: collectorPodLabels, port: otlpPorts.grpc },
    alerts: tracingAlerts,
    create: (context): TracingAccess => {
        const { tracing: settings, logging } = context.facts.addons;
        const store =
            settings.backend === "tempo" ? context.install("tempo") : context.install("jaeger", jaegerVolume(context));
        const sampler = context.install("otel-sampler", store);
        const collector = context.install("otel-collector", sampler);
        context.admit(namespace, monitoring, [3200, 8888, 16686]);
        grafanaDataSource(traceSource(settings.backend, logging.enabled), context.inside(monitoring));
        return {
            namespace: namespace.name,
            ready: [collector],
            collectorPodLabels,
            otlpGrpc: `${tracingHost}:${otlpPorts.grpc}`,
        };
    },
});

function jaegerVolume(context: AddonContext): k8s.core.v1.PersistentVolumeClaim {
    return new k8s.core.v1.PersistentVolumeClaim(
        jaegerClaim,
        {
            metadata: {
                name: jaegerClaim,
                namespace: namespace.name,
                // The volume is provisioned where its first pod lands, so waiting for it here would never end.
                annotations: { "pulumi.com/skipAwait": "true" },
            },
            spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: context.facts.cloud.storageClasses.default,
                resources: { requests: { storage: `${jaegerGiB}Gi` } },
            },
        },
        context.inside(namespace),
    );
}

/** Attributes that the mesh's proxies give their spans, by the label of metrics and of logs. Source: Istio 1.30 `tracing.go`. */
const ofSpan = { namespace: "istio.namespace", name: "istio.canonical_service" } as const;

/** What Grafana shows beside a span: the workload's own figures, by version. It writes the span's labels for `$__tags`. */
const spanQueries = (
    [
        ["Requests", "inference:requests:rate5m"],
        ["Failed requests", "inference:errors:ratio_rate5m"],
        ["Latency, 95th percentile", "inference:latency_seconds:p95"],
    ] as const
).map(([name, recorded]) => ({ name, query: `${series(recorded)}{$__tags}` }));

/** How Grafana reads traces, and the way from a span to its logs and metrics. */
function traceSource(backend: TraceBackend, logs: boolean): DataSource {
    const toLogs = {
        datasourceUid: logsSourceUid,
        spanStartTimeShift: "-5m",
        spanEndTimeShift: "5m",
        filterByTraceID: true,
        tags: [
            // Of the proxies' spans, and of those that programs write with OpenTelemetry's own names.
            { key: ofSpan.namespace, value: "namespace" },
            { key: ofSpan.name, value: "app" },
            { key: "k8s.namespace.name", value: "namespace" },
        ],
    };
    const toMetrics = {
        datasourceUid: metricsSourceUid,
        spanStartTimeShift: "-30m",
        spanEndTimeShift: "30m",
        tags: [
            { key: ofSpan.namespace, value: "namespace" },
            { key: ofSpan.name, value: "workload" },
        ],
        queries: spanQueries,
    };
    return {
        name: backend === "tempo" ? "Tempo" : "Jaeger",
        uid: traceSourceUid,
        type: backend,
        access: "proxy",
        url: `http://${backend}.${namespace.name}.svc.cluster.local:${backend === "tempo" ? 3200 : 16686}`,
        jsonData: {
            tracesToMetrics: toMetrics,
            ...(logs && { tracesToLogsV2: toLogs }),
        },
    };
}
