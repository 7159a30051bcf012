import { type KubeObject } from "./cluster/types";

/** A trigger as KEDA's API has it. */
export interface Trigger {
    readonly type: string;
    readonly name?: string;
    readonly metricType?: string;
    readonly metadata?: Readonly<Record<string, string>>;
}

export interface ScaledObject extends KubeObject {
    readonly spec: {
        readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind?: string; readonly name: string };
        readonly minReplicaCount?: number;
        readonly maxReplicaCount?: number;
        readonly fallback?: object;
        readonly triggers: readonly Trigger[];
        readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: object } };
    };
}

export function targetOf({ spec, metadata }: ScaledObject): KubeObject {
    const { apiVersion = "apps/v1", kind = "Deployment", name } = spec.scaleTargetRef;
    return { apiVersion, kind, metadata: { name, namespace: metadata.namespace } };
}

export function isResource({ type }: Trigger): boolean {
    return type === "cpu" || type === "memory";
}

/** The HorizontalPodAutoscaler that KEDA makes of a ScaledObject. Source: KEDA, scaling deployments. */
export function autoscalerOf(scaler: ScaledObject): KubeObject {
    const { apiVersion, kind, metadata } = targetOf(scaler);
    const { minReplicaCount = 0, maxReplicaCount = 100, triggers, advanced } = scaler.spec;
    return {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: `keda-hpa-${scaler.metadata.name}`, namespace: metadata.namespace },
        spec: {
            scaleTargetRef: { apiVersion, kind, name: metadata.name },
            // From zero to one is KEDA's own work.
            minReplicas: Math.max(1, minReplicaCount),
            maxReplicas: maxReplicaCount,
            metrics: triggers.map((trigger, i) => metricOf(trigger, i)),
            behavior: advanced?.horizontalPodAutoscalerConfig?.behavior,
        },
    };
}

function metricOf(trigger: Trigger, index: number): object {
    const { type, metricType = "AverageValue", metadata } = trigger;
    if (type === "cpu" || type === "memory") {
        const value = metadata?.["value"] ?? "";
        const target =
            metricType === "Utilization"
                ? { type: metricType, averageUtilization: Number(value) }
                : { type: metricType, averageValue: value };
        const container = metadata?.["containerName"];
        return container === undefined
            ? { type: "Resource", resource: { name: type, target } }
            : { type: "ContainerResource", containerResource: { name: type, container, target } };
    }
    const threshold = metadata?.["threshold"] ?? metadata?.["queueLength"] ?? metadata?.["desiredReplicas"] ?? "";
    const target =
        metricType === "Value"
            ? { type: metricType, value: threshold }
            : { type: "AverageValue", averageValue: threshold };
    return { type: "External", external: { metric: { name: externalMetricName(trigger, index) }, target } };
}

/** What KEDA calls the metric of a trigger, by its place in the list. */
export function externalMetricName({ type }: Trigger, index: number): string {
    return `s${index}-${type}`;
}
