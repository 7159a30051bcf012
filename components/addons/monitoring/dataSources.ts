import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { monitoring } from "../namespaces";

/** Stable ids of Grafana data sources, for dashboards and links between them. */
export const metricsSourceUid = "prometheus";
/** Reads one replica: what load tests write is in that one alone. */
export const loadTestSource = { name: "Prometheus (load tests)", uid: "prometheus-load-tests" } as const;
export const logsSourceUid = "loki";
export const traceSourceUid = "traces";

/** Label of exemplars that holds the id of a trace. */
export const exemplarTraceId = "trace_id";

/** A data source as Grafana's provisioning files write it. */
export interface DataSource {
    readonly name: string;
    readonly uid: string;
    readonly type: "prometheus" | "loki" | "tempo" | "jaeger";
    readonly access: "proxy";
    readonly url: string;
    readonly jsonData?: Readonly<Record<string, unknown>>;
}

/**
 * Hands a data source to Grafana: its sidecar reads labelled ConfigMaps of its own namespace only, so that no workload
 * namespace can point Grafana somewhere.
 */
export function grafanaDataSource(source: DataSource, opts: pulumi.CustomResourceOptions): k8s.core.v1.ConfigMap {
    return new k8s.core.v1.ConfigMap(
        `datasource-${source.uid}`,
        {
            metadata: {
                name: `grafana-datasource-${source.uid}`,
                namespace: monitoring.name,
                labels: { grafana_datasource: "1" },
            },
            data: {
                [`${source.uid}.yaml`]: JSON.stringify({
                    apiVersion: 1,
                    datasources: [{ ...source, editable: false }],
                }),
            },
        },
        opts,
    );
}
