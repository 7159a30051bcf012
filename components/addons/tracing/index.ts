import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type TraceBackend } from "../../../config/addons";
import { type TracingAccess } from "../../inCluster";
import {
    type DataSource,
    grafanaDataSource,
    logsSourceUid,
    metricsSourceUid,
    traceSourceUid,
} from "../monitoring/dataSources";
import { type AddonFrame } from "../context";
import { storageClass } from "../monitoring/values";
import { collectorPodLabels, otlpGrpcPort, tracingHost } from "./names";
import { jaegerClaim } from "./values";

const namespace = "tracing";

/** Volume of Jaeger's embedded store in GiB. */
const jaegerGiB = 50;

/** Collectors in two tiers and the backend that keeps what they choose. */
export class Tracing extends pulumi.ComponentResource {
    public readonly access: TracingAccess;

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Tracing", name, {}, opts);
        const { backend } = frame.facts.addons.tracing;
        const store = backend === "tempo" ? this.tempo(frame) : this.jaeger(frame);
        const sampler = frame.install("otel-sampler", { parent: this, dependsOn: [store] });
        const collector = frame.install("otel-collector", { parent: this, dependsOn: [sampler] });
        frame.admit(namespace, "monitoring", [3200, 8888, 16686], { parent: this });
        grafanaDataSource(traceSource(backend, frame.facts.addons.logging.enabled), {
            parent: this,
            dependsOn: [...frame.namespace("monitoring")],
        });
        this.access = {
            namespace,
            ready: [collector],
            collectorPodLabels,
            otlpGrpc: `${tracingHost}:${otlpGrpcPort}`,
        };
        this.registerOutputs({ backend });
    }

    private tempo(frame: AddonFrame): pulumi.Resource {
        const identity = frame.platform.identities.forWorkload(
            "tempo",
            {
                namespace,
                serviceAccount: "tempo",
                access: [{ kind: "write-objects", store: "traces", prefix: "" }],
            },
            { parent: this },
        );
        return frame.install("tempo", { parent: this, dependsOn: [identity] });
    }

    private jaeger(frame: AddonFrame): pulumi.Resource {
        const claim = new k8s.core.v1.PersistentVolumeClaim(
            jaegerClaim,
            {
                metadata: {
                    name: jaegerClaim,
                    namespace,
                    // The volume is made where its first pod lands, so waiting for it here would never end.
                    annotations: { "pulumi.com/skipAwait": "true" },
                },
                spec: {
                    accessModes: ["ReadWriteOnce"],
                    storageClassName: storageClass,
                    resources: { requests: { storage: `${jaegerGiB}Gi` } },
                },
            },
            { parent: this, dependsOn: [...frame.namespace(namespace)] },
        );
        return frame.install("jaeger", { parent: this, dependsOn: [claim] });
    }
}

/** How Grafana reads traces, and the way from a span to its logs and metrics. */
export function traceSource(backend: TraceBackend, logs: boolean): DataSource {
    const toLogs = {
        datasourceUid: logsSourceUid,
        spanStartTimeShift: "-5m",
        spanEndTimeShift: "5m",
        filterByTraceID: true,
        tags: [{ key: "k8s.namespace.name", value: "namespace" }],
    };
    return {
        name: backend === "tempo" ? "Tempo" : "Jaeger",
        uid: traceSourceUid,
        type: backend,
        access: "proxy",
        url: `http://${backend}.${namespace}.svc.cluster.local:${backend === "tempo" ? 3200 : 16686}`,
        jsonData: {
            tracesToMetrics: { datasourceUid: metricsSourceUid },
            ...(logs ? { tracesToLogsV2: toLogs } : {}),
        },
    };
}
