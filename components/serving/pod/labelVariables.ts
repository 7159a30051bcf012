import type * as k8s from "@pulumi/kubernetes";

/** Environment variables with the value of one of the pod's labels, by variable. */
export function labelVariables(labels: Readonly<Record<string, string>> = {}): k8s.types.input.core.v1.EnvVar[] {
    return Object.entries(labels).map(([name, label]) => ({
        name,
        valueFrom: { fieldRef: { fieldPath: `metadata.labels['${label}']` } },
    }));
}
