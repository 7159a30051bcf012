import type * as k8s from "@pulumi/kubernetes";

/** Failures that say nothing of a Job's program: a node that is drained, reclaimed or lost, a pod that makes room. */
export const disruptionsDoNotCount: k8s.types.input.batch.v1.PodFailurePolicyRule = {
    action: "Ignore",
    onPodConditions: [{ type: "DisruptionTarget", status: "True" }],
};

/** Of Jobs in which any other failure counts. */
export const podFailurePolicy: k8s.types.input.batch.v1.PodFailurePolicy = { rules: [disruptionsDoNotCount] };
