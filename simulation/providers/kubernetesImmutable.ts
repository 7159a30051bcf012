import { type Replacement } from "./types";

const PROVIDER = "pulumi-kubernetes provider/pkg/provider/diff.go";

function replaces(...properties: readonly string[]): readonly Replacement[] {
    return properties.map((property) => ({ property, source: PROVIDER }));
}

/** The same, but an update in place for a provider with `setting`. */
function replacesUnless(setting: string, ...properties: readonly string[]): readonly Replacement[] {
    return replaces(...properties).map((replacement) => ({ ...replacement, unless: setting }));
}

/** Name and namespace identify an object: changing them replaces it, for every kind. */
const identity = replaces("metadata.name", "metadata.namespace");

/** Fields whose change replaces the object, by type. */
const replacedFor: Readonly<Record<string, readonly Replacement[]>> = {
    "kubernetes:apps/v1:DaemonSet": replaces("spec.selector"),
    "kubernetes:apps/v1:Deployment": replaces("spec.selector"),
    "kubernetes:apps/v1:StatefulSet": replaces(
        "spec.podManagementPolicy",
        "spec.revisionHistoryLimit",
        "spec.selector",
        "spec.serviceName",
        "spec.volumeClaimTemplates",
    ),
    "kubernetes:batch/v1:Job": replaces("spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
    "kubernetes:core/v1:ConfigMap": replacesUnless("enableConfigMapMutable", "binaryData", "data"),
    "kubernetes:core/v1:PersistentVolume": replaces(
        "spec.awsElasticBlockStore",
        "spec.csi",
        "spec.hostPath",
        "spec.local",
        "spec.nfs",
    ),
    "kubernetes:core/v1:PersistentVolumeClaim": replaces(
        "spec.accessModes",
        "spec.selector",
        "spec.storageClassName",
        "spec.volumeName",
    ),
    "kubernetes:core/v1:Pod": replaces(
        "spec.affinity",
        "spec.automountServiceAccountToken",
        "spec.containers",
        "spec.dnsConfig",
        "spec.dnsPolicy",
        "spec.enableServiceLinks",
        "spec.hostAliases",
        "spec.hostIPC",
        "spec.hostNetwork",
        "spec.hostPID",
        "spec.hostname",
        "spec.imagePullSecrets",
        "spec.initContainers",
        "spec.nodeName",
        "spec.nodeSelector",
        "spec.overhead",
        "spec.preemptionPolicy",
        "spec.priority",
        "spec.priorityClassName",
        "spec.readinessGates",
        "spec.restartPolicy",
        "spec.runtimeClassName",
        "spec.schedulerName",
        "spec.securityContext",
        "spec.serviceAccount",
        "spec.serviceAccountName",
        "spec.shareProcessNamespace",
        "spec.subdomain",
        "spec.terminationGracePeriodSeconds",
        "spec.volumes",
    ),
    "kubernetes:core/v1:ResourceQuota": replaces("spec.scopes"),
    "kubernetes:core/v1:Secret": [...replaces("type"), ...replacesUnless("enableSecretMutable", "data", "stringData")],
    "kubernetes:core/v1:Service": replaces("spec.clusterIP"),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": replaces("roleRef"),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": replaces("roleRef"),
    "kubernetes:storage.k8s.io/v1:StorageClass": replaces("parameters", "provisioner"),
};

function rejects(file: string, ...properties: readonly string[]): readonly Replacement[] {
    return properties.map((property) => ({ property, source: `kubernetes pkg/apis/${file}` }));
}

/** Immutable fields for which the provider does not replace the object: the update fails until the object is renamed. */
const rejectedFor: Readonly<Record<string, readonly Replacement[]>> = {
    "kubernetes:batch/v1:Job": rejects(
        "batch/validation/validation.go ValidateJobSpecUpdate",
        "spec.backoffLimitPerIndex",
        "spec.completionMode",
        "spec.managedBy",
        "spec.podFailurePolicy",
    ),
    "kubernetes:core/v1:PersistentVolumeClaim": rejects(
        "core/validation/validation.go ValidatePersistentVolumeClaimUpdate",
        "spec.dataSource",
        "spec.dataSourceRef",
        "spec.volumeMode",
    ),
    "kubernetes:networking.k8s.io/v1:IngressClass": rejects(
        "networking/validation/validation.go ValidateIngressClassUpdate",
        "spec.controller",
    ),
    "kubernetes:node.k8s.io/v1:RuntimeClass": rejects(
        "node/validation/validation.go ValidateRuntimeClassUpdate",
        "handler",
    ),
    "kubernetes:scheduling.k8s.io/v1:PriorityClass": rejects(
        "scheduling/validation/validation.go ValidatePriorityClassUpdate",
        "preemptionPolicy",
        "value",
    ),
    "kubernetes:storage.k8s.io/v1:StorageClass": rejects(
        "storage/validation/validation.go ValidateStorageClassUpdate",
        "reclaimPolicy",
        "volumeBindingMode",
    ),
};

/** Properties whose change replaces an object of `type`; none but its identity for a patch. */
export function kubernetesReplacements(type: string): readonly Replacement[] {
    return [...identity, ...(replacedFor[type] ?? [])];
}

/** Properties of an object of `type` whose change the API server rejects. */
export function kubernetesRejections(type: string): readonly Replacement[] {
    return rejectedFor[type] ?? [];
}
