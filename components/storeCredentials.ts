import type * as k8s from "@pulumi/kubernetes";
import { type ObjectStore } from "./platform";

/** Environment variables with the access key of a service account; none where clients find its identity by themselves. */
export function keyVariables(
    { credentials }: Pick<ObjectStore, "credentials">,
    serviceAccount: string,
): k8s.types.input.core.v1.EnvVar[] {
    if (credentials.kind === "identity") {
        return [];
    }
    const secret = credentials.secretName(serviceAccount);
    return [
        ...Object.entries(credentials.environment(serviceAccount)).map(([name, value]) => ({ name, value })),
        ...Object.entries(credentials.variables).map(([name, key]) => ({
            name,
            valueFrom: { secretKeyRef: { name: secret, key } },
        })),
    ];
}

/** Whether the store's keys reach pods from the secret store. */
export function bringsKeys(store: Pick<ObjectStore, "credentials"> | undefined): boolean {
    return store?.credentials.kind === "secret" && store.credentials.brought === true;
}
