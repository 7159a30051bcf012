import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StackContext, child, metadata } from "../context";
import { objectName, sha256 } from "../../kubernetes/names";
import { stableJson } from "../../kubernetes/stableJson";
import { objectLabels } from "../labels";
import { podUser } from "../pod/security";
import { type DeliveredModels, type ModelDelivery } from "./delivery";
import { modelsPath, type ServedModel } from "./served";

/** The models store as a read-only volume with a local cache. The driver's own pods read the store. */
export const mount: ModelDelivery = {
    defaultSize: "20Gi",
    followsBucket: true,
    onNode: false,
    readsStore: false,
    startFiles: () => "",
    claimTemplate: undefined,
    podModels: (of, models) => {
        const named = models.map((model) => ({ model, volume: `model-${objectName(model.name)}` }));
        return {
            volumes: named.map(({ model, volume }) => ({
                name: volume,
                persistentVolumeClaim: { claimName: claimName(of, model), readOnly: true },
            })),
            mounts: named.map(({ model, volume }) => ({
                name: volume,
                mountPath: `${modelsPath}/${model.name}`,
                readOnly: true,
            })),
            initContainers: [],
            localMiB: 0,
        };
    },
    objects: (of, context, retained) =>
        of.models.flatMap((model) => {
            const name = claimName(of, model);
            const options = (more: readonly pulumi.Resource[] = []) => ({
                ...child(context, more),
                retainOnDelete: retained,
            });
            const volume = new k8s.core.v1.PersistentVolume(
                name,
                { metadata: { name, labels: objectLabels(of) }, spec: volumeSpec(of, model, context) },
                options(),
            );
            const claim = new k8s.core.v1.PersistentVolumeClaim(
                name,
                { metadata: metadata(of, name), spec: claimSpec(name) },
                options([volume]),
            );
            return [volume, claim];
        }),
};

/**
 * Name of the volume and of the claim of one model. Volumes are cluster-wide, so the namespace is part of the name; so is a hash
 * of what a volume and a mounted pod keep until their end: another prefix or size is another volume, which pods are moved to.
 */
function claimName({ namespace, name, size }: DeliveredModels, { name: model, prefix }: ServedModel): string {
    return `${namespace}-${name}-${objectName(model)}-${sha256(stableJson({ prefix, size })).slice(0, 8)}`;
}

/** The volume of one model: its prefix of the store, read-only, with the pod's own identity. */
function volumeSpec(
    of: DeliveredModels,
    model: ServedModel,
    { platform }: StackContext,
): k8s.types.input.core.v1.PersistentVolumeSpec {
    const name = claimName(of, model);
    return {
        // Required by the API, ignored by the driver.
        capacity: { storage: "1Ti" },
        accessModes: ["ReadOnlyMany"],
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "",
        claimRef: { namespace: of.namespace, name },
        ...platform.stores.models.mount({
            handle: name,
            prefix: model.prefix,
            owner: podUser,
            cacheSize: of.size,
        }),
    };
}

function claimSpec(volumeName: string): k8s.types.input.core.v1.PersistentVolumeClaimSpec {
    return {
        accessModes: ["ReadOnlyMany"],
        storageClassName: "",
        volumeName,
        resources: { requests: { storage: "1Ti" } },
    };
}
