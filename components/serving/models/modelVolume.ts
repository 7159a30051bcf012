import type * as k8s from "@pulumi/kubernetes";
import { modelVolumeSizes } from "../../../config/serving/model";
import { formatMemory, parseMemory } from "../../../config/serving/quantity";
import { objectName } from "../labels";
import {
    modelsPath,
    type Release,
    releaseName,
    type ServedModel,
    type ServingContext,
    type ServingPlan,
} from "../plan";
import { containerSecurity, servingUser } from "../pod/security";

type Container = k8s.types.input.core.v1.Container;
type Volume = k8s.types.input.core.v1.Volume;
type VolumeMount = k8s.types.input.core.v1.VolumeMount;

/** How model files reach one version's pods. */
export interface PodModels {
    readonly volumes: readonly Volume[];
    readonly mounts: readonly VolumeMount[];
    readonly initContainers: readonly Container[];
    /** What the files take of the node's own disk, in MiB. */
    readonly localMiB: number;
}

/** Name of the volume that models are copied into; with a persistent cache also of its claim template. */
export const modelsVolume = "models";

/** Name of the ConfigMap with the script that copies and verifies, one per workload. */
export function syncScriptName(plan: ServingPlan): string {
    return `${plan.name}-sync-models`;
}

/** Name of the volume and the claim of one mounted model; volumes are cluster-wide, so the namespace is part of it. */
export function mountName(plan: ServingPlan, model: ServedModel): string {
    return `${plan.config.namespace}-${plan.name}-${objectName(model.name)}`;
}

export function volumeSize(plan: ServingPlan): string {
    const { kind, size } = plan.config.modelVolume;
    return size ?? modelVolumeSizes[kind];
}

export function podModels(plan: ServingPlan, release: Release, context: ServingContext): PodModels {
    const { kind } = plan.config.modelVolume;
    if (release.models.length === 0) {
        return { volumes: [], mounts: [], initContainers: [], localMiB: 0 };
    }
    switch (kind) {
        case "mount":
            return mounted(plan, release);
        case "sync":
            return {
                ...copied(plan, release, context),
                volumes: [{ name: modelsVolume, emptyDir: { sizeLimit: volumeSize(plan) } }, scriptVolume(plan)],
                localMiB: parseMemory(volumeSize(plan)) ?? 0,
            };
        case "persistent-cache":
            // The claim template of the StatefulSet makes the volume.
            return { ...copied(plan, release, context), volumes: [scriptVolume(plan)], localMiB: 0 };
        default:
            return kind satisfies never;
    }
}

function mounted(plan: ServingPlan, release: Release): PodModels {
    const named = release.models.map((model) => ({ model, volume: `model-${objectName(model.name)}` }));
    return {
        volumes: named.map(({ model, volume }) => ({
            name: volume,
            persistentVolumeClaim: { claimName: mountName(plan, model), readOnly: true },
        })),
        mounts: named.map(({ model, volume }) => ({
            name: volume,
            mountPath: `${modelsPath}/${model.name}`,
            readOnly: true,
        })),
        initContainers: [],
        localMiB: 0,
    };
}

function scriptVolume(plan: ServingPlan): Volume {
    return { name: "sync-models", configMap: { name: syncScriptName(plan), defaultMode: 0o555 } };
}

function copied(
    plan: ServingPlan,
    release: Release,
    { platform, inCluster, topic }: ServingContext,
): Pick<PodModels, "mounts" | "initContainers"> {
    const { bucket, region } = platform.stores.models;
    const env = {
        MODELS_ROOT: modelsPath,
        MODELS_BUCKET: bucket,
        AWS_REGION: region,
        AWS_RETRY_MODE: "standard",
        // Pod Identity is the one source of credentials; the node's own must never be found.
        AWS_EC2_METADATA_DISABLED: "true",
        // The command-line tool writes its cache below HOME.
        HOME: "/tmp",
    };
    return {
        mounts: [{ name: modelsVolume, mountPath: modelsPath, readOnly: true }],
        initContainers: [
            {
                name: "sync-models",
                image: inCluster.images.resolve(topic.syncImage),
                command: ["bash", "/opt/sync-models/sync-models.sh"],
                args: release.models.flatMap(syncArguments),
                env: Object.entries(env).map(([name, value]) => ({ name, value })),
                resources: {
                    requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "1Gi" },
                    limits: { cpu: "1", memory: "512Mi", "ephemeral-storage": syncStorage(plan) },
                },
                securityContext: containerSecurity,
                volumeMounts: [
                    { name: modelsVolume, mountPath: modelsPath },
                    { name: "sync-models", mountPath: "/opt/sync-models", readOnly: true },
                    { name: "tmp", mountPath: "/tmp" },
                ],
            },
        ],
    };
}

function syncStorage(plan: ServingPlan): string {
    const local = plan.config.modelVolume.kind === "sync" ? (parseMemory(volumeSize(plan)) ?? 0) : 0;
    return formatMemory(local + 1024);
}

function syncArguments(model: ServedModel): string[] {
    // Configuration refuses versions that follow the bucket on a volume that is copied once.
    const versions = Array.isArray(model.versions) ? model.versions : [];
    return versions.flatMap((version) => [
        model.name,
        String(version),
        `${model.prefix}${version}/`,
        model.digests[String(version)] ?? "any",
    ]);
}

/** The volume of one mounted model: its prefix of the bucket, read-only, with the pod's own identity. */
export function mountVolumeSpec(
    plan: ServingPlan,
    model: ServedModel,
    { platform }: ServingContext,
): k8s.types.input.core.v1.PersistentVolumeSpec {
    const { bucket, region } = platform.stores.models;
    const name = mountName(plan, model);
    return {
        // Required by the API, ignored by the driver.
        capacity: { storage: "1Ti" },
        accessModes: ["ReadOnlyMany"],
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "",
        claimRef: { namespace: plan.config.namespace, name },
        mountOptions: [
            "read-only",
            `prefix ${model.prefix}`,
            `region ${region}`,
            `uid=${servingUser}`,
            `gid=${servingUser}`,
            "allow-other",
        ],
        csi: {
            driver: "s3.csi.aws.com",
            // A handle that is used twice silently drops a volume.
            volumeHandle: name,
            volumeAttributes: {
                bucketName: bucket,
                authenticationSource: "pod",
                cache: "emptyDir",
                cacheEmptyDirSizeLimit: volumeSize(plan),
            },
        },
    };
}

export function mountClaimSpec(
    plan: ServingPlan,
    model: ServedModel,
): k8s.types.input.core.v1.PersistentVolumeClaimSpec {
    return {
        accessModes: ["ReadOnlyMany"],
        storageClassName: "",
        volumeName: mountName(plan, model),
        resources: { requests: { storage: "1Ti" } },
    };
}

/** Every model of every version once: mounts are shared between versions. */
export function mountedModels(plan: ServingPlan): readonly ServedModel[] {
    const byName = new Map(plan.releases.flatMap(({ models }) => models.map((model) => [model.name, model] as const)));
    return plan.config.modelVolume.kind === "mount" ? [...byName.values()] : [];
}

/** Claim of a persistent cache; one per pod, kept when the pod goes. */
export function cacheClaimTemplate(plan: ServingPlan, release: Release): k8s.types.input.core.v1.PersistentVolumeClaim {
    return {
        metadata: {
            name: modelsVolume,
            labels: { app: plan.name, "app.kubernetes.io/instance": releaseName(plan, release) },
        },
        spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "ssd-retain",
            resources: { requests: { storage: volumeSize(plan) } },
        },
    };
}
