/** Where a kind keeps its pod template: the path to the object that holds `metadata` and `spec` of the pod. */
export interface WorkloadKind {
    /** API group; the empty string is the core group. */
    readonly group: string;
    readonly kind: string;
    /** Dotted path to the pod template; a `*` segment stands for every entry of a map or list; empty for a Pod itself. */
    readonly template: string;
}

/** Every built-in or installed kind that carries a pod template. */
export const workloadKinds: readonly WorkloadKind[] = [
    { group: "", kind: "Pod", template: "" },
    { group: "", kind: "PodTemplate", template: "template" },
    { group: "", kind: "ReplicationController", template: "spec.template" },
    { group: "apps", kind: "ReplicaSet", template: "spec.template" },
    { group: "apps", kind: "Deployment", template: "spec.template" },
    { group: "apps", kind: "StatefulSet", template: "spec.template" },
    { group: "apps", kind: "DaemonSet", template: "spec.template" },
    // Withdrawn from clusters, still found in old charts.
    { group: "extensions", kind: "ReplicaSet", template: "spec.template" },
    { group: "extensions", kind: "Deployment", template: "spec.template" },
    { group: "extensions", kind: "DaemonSet", template: "spec.template" },
    { group: "batch", kind: "Job", template: "spec.template" },
    { group: "batch", kind: "CronJob", template: "spec.jobTemplate.spec.template" },
    { group: "argoproj.io", kind: "Rollout", template: "spec.template" },
    { group: "keda.sh", kind: "ScaledJob", template: "spec.jobTargetRef.template" },
];
