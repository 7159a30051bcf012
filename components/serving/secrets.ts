import type * as k8s from "@pulumi/kubernetes";
import { type ServingPlan } from "./plan";

/** Name of the Secret that external-secrets fills for a workload. */
export function secretName(plan: ServingPlan): string {
    return `${plan.name}-secrets`;
}

/** Environment variables with secret values, one key of the Secret each. */
export function secretEnvironment(plan: ServingPlan): k8s.types.input.core.v1.EnvVar[] {
    return Object.keys(plan.config.secrets)
        .sort()
        .map((name) => ({ name, valueFrom: { secretKeyRef: { name: secretName(plan), key: name } } }));
}
