/** The Kubernetes types the tests read, and what every object has. Types only: the package itself is an ES module. */
export type {
    V1Container,
    V1CronJob,
    V1DaemonSet,
    V1Job,
    V1LabelSelector,
    V1Node,
    V1ObjectMeta,
    V1Pod,
    V1PodDisruptionBudget,
    V1PodSpec,
    V1PodTemplateSpec,
    V1StatefulSetSpec,
    V1Status,
    V1Taint,
} from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { V1ObjectMeta } from "@kubernetes/client-node" with { "resolution-mode": "import" };

/** Any Kubernetes object. */
export interface KubeObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: V1ObjectMeta & { readonly name: string };
    readonly [field: string]: unknown;
}

/** `Kind namespace/name`, as messages name an object. */
export function describeObject(object: KubeObject): string {
    const { name, namespace } = object.metadata;
    return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** The objects of one kind. */
export function ofKind(objects: readonly KubeObject[], wanted: string): KubeObject[] {
    return objects.filter(({ kind }) => kind === wanted);
}
