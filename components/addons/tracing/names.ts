/** Names of the tracing add-on that others write down; its chart values make them true. */

/** Name of the collector's release, Service and service account. */
export const collectorName = "otel-collector";
/** Name of the second tier's release and headless Service. */
export const samplerName = "otel-sampler";
export const tracingHost = `${collectorName}.tracing.svc.cluster.local`;

/** Labels of the collector's pods, as its chart sets them. */
export const collectorPodLabels = {
    "app.kubernetes.io/name": "opentelemetry-collector",
    "app.kubernetes.io/instance": collectorName,
} as const;
