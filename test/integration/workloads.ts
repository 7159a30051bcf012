import { type KubeObject, type V1PodTemplateSpec } from "./cluster/types";
import { noteNotChecked } from "./notes";

/** Something of a stack that makes pods. */
export interface Workload {
    readonly object: KubeObject & { readonly metadata: { readonly namespace: string } };
    readonly template: V1PodTemplateSpec;
    /**
     * Pods it has at its quietest: its replicas, or what its autoscaler never goes below. One where it scales to zero, so that a
     * pod of it is seen.
     */
    readonly floor: number;
}

interface PodMakerSpec {
    readonly replicas?: number;
    readonly parallelism?: number;
    readonly completions?: number;
    readonly template?: V1PodTemplateSpec;
    readonly jobTemplate?: { readonly spec: PodMakerSpec };
    readonly jobTargetRef?: PodMakerSpec;
}

interface ScaledObjectSpec {
    readonly scaleTargetRef: { readonly kind?: string; readonly name: string };
    readonly minReplicaCount?: number;
}

/** Kinds whose pods come in the number of their `replicas`, and that an autoscaler may scale. */
const scalableKinds = ["Deployment", "StatefulSet", "Rollout", "ReplicaSet"];
/** Kinds whose pods run to their end. */
export const batchKinds = ["Job", "CronJob", "ScaledJob"];
const otherKinds = ["DaemonSet", "Pod"];

/** Every object of the stack that makes pods. */
export function workloadsOf(objects: readonly KubeObject[]): Workload[] {
    const known = [...scalableKinds, ...batchKinds, ...otherKinds];
    return objects.flatMap((object) => {
        const template = templateOf(object);
        if (template === undefined || object.metadata.namespace === undefined) {
            return [];
        }
        if (!known.includes(object.kind)) {
            noteNotChecked(`where pods of ${object.kind} "${object.metadata.name}" run: its kind is not known here`);
            return [];
        }
        return [{ object: object as Workload["object"], template, floor: floorOf(object, objects) }];
    });
}

/** The spec that holds the pod template: a Job's own, also where another kind wraps it. */
export function podMakerSpec(object: KubeObject): PodMakerSpec {
    const spec = (object["spec"] ?? {}) as PodMakerSpec;
    return spec.jobTemplate?.spec ?? spec.jobTargetRef ?? spec;
}

function templateOf(object: KubeObject): V1PodTemplateSpec | undefined {
    if (object.kind === "Pod") {
        return { metadata: object.metadata, spec: object["spec"] as V1PodTemplateSpec["spec"] };
    }
    const { template } = podMakerSpec(object);
    return template?.spec?.containers === undefined ? undefined : template;
}

function floorOf(object: KubeObject, objects: readonly KubeObject[]): number {
    const { replicas, parallelism = 1, completions = parallelism } = podMakerSpec(object);
    if (batchKinds.includes(object.kind)) {
        // A Job never has more pods than work is left.
        return Math.min(parallelism, completions);
    }
    const scaler = objects.find((each) => each.kind === "ScaledObject" && scales(each, object));
    // KEDA's own default is zero. Source: KEDA, ScaledObject.
    return scaler === undefined
        ? (replicas ?? 1)
        : Math.max(1, (scaler["spec"] as ScaledObjectSpec).minReplicaCount ?? 0);
}

function scales(scaler: KubeObject, object: KubeObject): boolean {
    const { kind = "Deployment", name } = (scaler["spec"] as ScaledObjectSpec).scaleTargetRef;
    return (
        kind === object.kind && name === object.metadata.name && scaler.metadata.namespace === object.metadata.namespace
    );
}
