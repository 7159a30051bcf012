import { type WorkloadNamespace } from "../../config/names";
import { ownPrefix } from "../kubernetes/names";

/** Changes when a file that the main container reads at its start changes; the pods are then replaced. */
export const configHashAnnotation = `${ownPrefix}/config-hash`;

/** Digest of the models that the pod runs; it becomes a label of the pod's metrics. */
export const modelDigestAnnotation = `${ownPrefix}/model-digest`;

/** Name of the container that serves; autoscaling and VPA read its use alone, without that of the mesh's proxy. */
export const serverContainer = "server";

/** What identifies a workload in the cluster. */
export interface WorkloadName {
    readonly name: string;
    readonly namespace: WorkloadNamespace;
}

/** Labels of every object of a workload. */
export function objectLabels({ name }: Pick<WorkloadName, "name">): Record<string, string> {
    return {
        app: name,
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": "inference-platform",
        "app.kubernetes.io/managed-by": "pulumi",
    };
}

/** Selects all pods of a workload. */
export function appSelector({ name }: Pick<WorkloadName, "name">): Record<string, string> {
    return { app: name };
}
