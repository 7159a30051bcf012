import type * as pulumi from "@pulumi/pulumi";
import { type Resources, resources } from "../../kubernetes/resources";
import { restrictedContainer, restrictedPod } from "../../kubernetes/securityContexts";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, controllerReplicas } from "../facts";
import { otlpPorts } from "../../kubernetes/wellKnown";
import { keyVariables } from "../../storeCredentials";
import { exemplarTraceId } from "../monitoring/dataSources";
import { prometheusReplicas, remoteWriteUrl } from "../monitoring/names";
import { collectorName, samplerName } from "./names";

/** Traces that the sampler holds until they are whole, per replica. */
const tracesInMemory = 50_000;
/** Time a trace gets to become whole; a request that takes longer is judged by what has arrived. */
const decisionWait = "15s";

/** The build of the collector that holds the Kubernetes components; the chart leaves the choice to its user. */
export const collectorImage = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s";

type Port = { readonly enabled: boolean };

/** Keys of the OpenTelemetry collector's chart that we set. */
export interface CollectorValues {
    readonly fullnameOverride: string;
    readonly mode: "deployment";
    readonly image: { readonly repository: string };
    readonly command: { readonly name: string };
    readonly replicaCount: number;
    readonly config: Readonly<Record<string, unknown>>;
    readonly ports: Readonly<Record<string, Port>>;
    readonly service?: { readonly clusterIP: "None" };
    readonly resources: Resources;
    readonly podSecurityContext: object;
    readonly securityContext: typeof restrictedContainer;
    readonly serviceAccount: { readonly automountServiceAccountToken: boolean };
    readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    readonly podDisruptionBudget: { readonly enabled: boolean; readonly maxUnavailable?: number };
    readonly networkPolicy: { readonly enabled: boolean; readonly allowIngressFrom?: readonly object[] };
    readonly serviceMonitor: { readonly enabled: boolean };
}

/** First tier: takes spans in every protocol and sends all spans of one trace to the same sampler. */
export function collectorValues(facts: AddonFacts): CollectorValues {
    return {
        ...common(facts, collectorName),
        ports: { ...metricsPort, "jaeger-compact": { enabled: false } },
        config: {
            receivers: withoutPrometheus,
            exporters: {
                load_balancing: {
                    routing_key: "traceID",
                    protocol: { otlp: { tls: { insecure: true } } },
                    resolver: {
                        dns: {
                            hostname: `${samplerName}.tracing.svc.cluster.local`,
                            port: `${otlpPorts.grpc}`,
                            interval: "5s",
                        },
                    },
                },
            },
            service: {
                pipelines: {
                    ...tracesOnly,
                    traces: {
                        receivers: ["otlp", "jaeger", "zipkin"],
                        processors: ["memory_limiter", "batch"],
                        exporters: ["load_balancing"],
                    },
                },
            },
        },
    };
}

/** Second tier: sees whole traces and keeps those worth keeping. */
export function samplerValues(facts: AddonFacts): CollectorValues {
    const { tracing } = facts.addons;
    return {
        ...common(facts, samplerName),
        // Headless: the first tier must see each replica, not one address for all.
        service: { clusterIP: "None" },
        networkPolicy: { enabled: true, allowIngressFrom: [{ podSelector: {} }] },
        ports: {
            ...metricsPort,
            "jaeger-compact": { enabled: false },
            "jaeger-thrift": { enabled: false },
            "jaeger-grpc": { enabled: false },
            zipkin: { enabled: false },
        },
        config: {
            receivers: { ...withoutPrometheus, jaeger: null, zipkin: null },
            processors: { tail_sampling: tailSampling(tracing) },
            exporters: {
                otlp_grpc: {
                    endpoint: `${tracing.backend}.tracing.svc.cluster.local:${otlpPorts.grpc}`,
                    tls: { insecure: true },
                },
            },
            service: {
                pipelines: {
                    ...tracesOnly,
                    traces: {
                        receivers: ["otlp"],
                        processors: ["memory_limiter", "tail_sampling", "batch"],
                        exporters: ["otlp_grpc"],
                    },
                },
            },
        },
    };
}

/** What is kept: every error, every slow request, and a share of the rest. */
function tailSampling(tracing: AddonFacts["addons"]["tracing"]) {
    return {
        decision_wait: decisionWait,
        num_traces: tracesInMemory,
        policies: [
            { name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } },
            { name: "slow", type: "latency", latency: { threshold_ms: tracing.slowMilliseconds } },
            {
                name: "share",
                type: "probabilistic",
                probabilistic: { sampling_percentage: tracing.sampledPercent },
            },
        ],
    };
}

/** Null takes a default of the chart away. */
const withoutPrometheus = { prometheus: null } as const;
const tracesOnly = { logs: null, metrics: null } as const;
const metricsPort = { metrics: { enabled: true } } as const;

function common(facts: AddonFacts, name: string) {
    const replicaCount = controllerReplicas(facts);
    return {
        fullnameOverride: name,
        mode: "deployment",
        image: { repository: collectorImage },
        command: { name: "otelcol-k8s" },
        replicaCount,
        resources: resources("100m", "1", "256Mi", "1Gi"),
        podSecurityContext: { ...restrictedPod, runAsUser: 10001, runAsGroup: 10001 },
        securityContext: restrictedContainer,
        serviceAccount: { automountServiceAccountToken: false },
        topologySpreadConstraints: softSpread({ "app.kubernetes.io/instance": name }),
        podDisruptionBudget: replicaCount > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
        networkPolicy: { enabled: true },
        serviceMonitor: { enabled: true },
    } as const;
}

/** Keys of Tempo's chart that we set. */
export interface TempoValues {
    readonly tempo: {
        readonly retention: string;
        readonly reportingEnabled: boolean;
        readonly memBallastSizeMbs: number;
        readonly extraEnv?: ReturnType<typeof keyVariables>;
        readonly resources: Resources;
        readonly securityContext: typeof restrictedContainer;
        readonly storage: { readonly trace: object };
        readonly metricsGenerator: ReturnType<typeof metricsGenerator>;
        readonly overrides: typeof generatorOverrides;
    };
    readonly securityContext: { readonly seccompProfile: { readonly type: string } };
    readonly serviceAccount: { readonly name: string };
    readonly persistence: { readonly enabled: boolean; readonly size: string; readonly storageClassName: string };
    readonly serviceMonitor: { readonly enabled: boolean };
}

/** Where Tempo's volume is mounted. */
const tempoVolume = "/var/tempo";

/**
 * How long requests take, as a histogram with exemplars: of what the sampler keeps, so that each exemplar is the id of a trace
 * that can be opened. Spans of servers alone, which is a request as its receiver sees it, one series for each service. Every
 * replica of Prometheus gets all of it. Source: Tempo 2.10 `modules/generator`.
 */
function metricsGenerator(facts: AddonFacts) {
    const replicas = Array.from({ length: prometheusReplicas(facts) }, (_, replica) => replica);
    return {
        enabled: true,
        processor: {
            span_metrics: {
                intrinsic_dimensions: { service: true, span_name: false, span_kind: false, status_code: false },
                filter_policies: [
                    {
                        include: {
                            match_type: "strict",
                            attributes: [{ key: "kind", value: "SPAN_KIND_SERVER" }],
                        },
                    },
                ],
            },
        },
        storage: {
            path: `${tempoVolume}/metrics`,
            remote_write: replicas.map((replica) => ({ url: remoteWriteUrl(replica), send_exemplars: true })),
        },
        traces_storage: { path: `${tempoVolume}/generator` },
    } as const;
}

const generatorOverrides = {
    defaults: {
        metrics_generator: {
            // The histogram alone: Prometheus counts requests already.
            processors: ["span-metrics-latency"],
            trace_id_label_name: exemplarTraceId,
            // Spans have waited for the sampler's decision; Tempo's own limit is 30 s.
            ingestion_time_range_slack: "2m",
        },
    },
} as const;

/** Service account of Tempo's pods. */
export const tempoAccount = "tempo";

/** Undefined when the other backend keeps the traces. */
export function tempoValues(facts: AddonFacts): TempoValues | undefined {
    const { tracing } = facts.addons;
    const { traces } = facts.stores;
    if (tracing.backend !== "tempo" || traces === undefined) {
        return undefined;
    }
    const { service } = traces;
    const s3: Record<string, pulumi.Input<string> | boolean> = {
        bucket: traces.bucket,
        // Its client addresses buckets by path wherever the host is not one of a cloud it knows. Source: minio-go, BucketLookupAuto.
        endpoint: service === undefined ? traces.host : `${traces.host}:${service.port}`,
        region: traces.region,
        ...(service !== undefined && { insecure: true }),
    };
    const key = keyVariables(traces, tempoAccount);
    return {
        tempo: {
            retention: `${tracing.retentionDays * 24}h`,
            reportingEnabled: false,
            memBallastSizeMbs: 0,
            ...(key.length > 0 && { extraEnv: key }),
            resources: resources("100m", "2", "512Mi", "2Gi"),
            securityContext: restrictedContainer,
            storage: { trace: { backend: "s3", s3, wal: { path: `${tempoVolume}/wal` } } },
            metricsGenerator: metricsGenerator(facts),
            overrides: generatorOverrides,
        },
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        serviceAccount: { name: tempoAccount },
        // The write-ahead log: what is not yet in the object store survives a restart.
        persistence: { enabled: true, size: "10Gi", storageClassName: facts.cloud.storageClasses.default },
        serviceMonitor: { enabled: true },
    };
}

/** Keys of Jaeger's chart that we set. */
export interface JaegerValues {
    readonly jaeger: {
        readonly resources: Resources;
        readonly podSecurityContext: object;
        readonly securityContext: typeof restrictedContainer;
        readonly serviceAccount: { readonly automountServiceAccountToken: boolean };
        readonly extraVolumes: readonly object[];
        readonly extraVolumeMounts: readonly object[];
    };
    readonly userconfig: Readonly<Record<string, unknown>>;
}

/** Where Jaeger keeps its traces: the claim is made by the add-on, the chart has none. */
export const jaegerClaim = "jaeger-traces";

/** Undefined when the other backend keeps the traces. */
export function jaegerValues(facts: AddonFacts): JaegerValues | undefined {
    const { tracing } = facts.addons;
    if (tracing.backend !== "jaeger") {
        return undefined;
    }
    return {
        jaeger: {
            resources: resources("100m", "2", "512Mi", "2Gi"),
            podSecurityContext: { ...restrictedPod, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 },
            securityContext: restrictedContainer,
            serviceAccount: { automountServiceAccountToken: false },
            extraVolumes: [
                { name: "traces", persistentVolumeClaim: { claimName: jaegerClaim } },
                { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
            ],
            extraVolumeMounts: [
                { name: "traces", mountPath: "/badger" },
                { name: "tmp", mountPath: "/tmp" },
            ],
        },
        userconfig: jaegerConfig(tracing.retentionDays),
    };
}

/** Jaeger with its embedded store: no Elasticsearch or Cassandra to run. Source: jaegertracing/jaeger, cmd/jaeger. */
function jaegerConfig(retentionDays: number): Record<string, unknown> {
    return {
        service: {
            extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
            pipelines: {
                traces: { receivers: ["otlp"], processors: ["batch"], exporters: ["jaeger_storage_exporter"] },
            },
            telemetry: {
                resource: { "service.name": "jaeger" },
                metrics: {
                    level: "detailed",
                    readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: 8888 } } } }],
                },
            },
        },
        extensions: {
            healthcheckv2: { use_v2: true, http: { endpoint: "0.0.0.0:13133" } },
            jaeger_query: { storage: { traces: "kept" } },
            jaeger_storage: {
                backends: {
                    kept: {
                        badger: {
                            directories: { keys: "/badger/keys", values: "/badger/values" },
                            ephemeral: false,
                            ttl: { spans: `${retentionDays * 24}h` },
                        },
                    },
                },
            },
        },
        receivers: {
            otlp: {
                protocols: {
                    grpc: { endpoint: `0.0.0.0:${otlpPorts.grpc}` },
                    http: { endpoint: `0.0.0.0:${otlpPorts.http}` },
                },
            },
        },
        processors: { batch: {} },
        exporters: { jaeger_storage_exporter: { trace_storage: "kept" } },
    };
}
