import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StoreName } from "../../../config/names";
import { sha256 } from "../../kubernetes/names";
import { child, metadata, type WorkloadContext } from "../context";
import { objectLabels, type WorkloadName } from "../labels";
import { podUser } from "./security";

/** A volume of the pod, and the folder of the main container where it appears. */
export interface MountedVolume {
    readonly volume: k8s.types.input.core.v1.Volume;
    readonly mountPath: string;
    readonly readOnly: boolean;
}

/** A part of a store that the pods of a workload read as files. The driver's own pods read the store. */
export interface ObjectVolume {
    readonly workload: WorkloadName;
    /** Tells it from the workload's other volumes. */
    readonly name: string;
    readonly store: StoreName;
    /** Ends with `/`. */
    readonly prefix: string;
    /** Kubernetes quantity: local cache of each pod. */
    readonly cacheSize: string;
    readonly mountPath: string;
}

/**
 * Name of its PersistentVolume and of its claim. What a volume shows can never change: other content is another volume. Volumes
 * are cluster-wide, so the namespace is part of the name.
 */
function claimName({ workload, name, store, prefix, cacheSize }: ObjectVolume): string {
    const content = sha256([store, prefix, cacheSize].join("\n")).slice(0, 8);
    return `${workload.namespace}-${workload.name}-${name}-${content}`;
}

/** @param name name of the volume in the pods. Default: its own. */
export function mountedObjects(volume: ObjectVolume, name: string = volume.name): MountedVolume {
    return {
        volume: { name, persistentVolumeClaim: { claimName: claimName(volume), readOnly: true } },
        mountPath: volume.mountPath,
        readOnly: true,
    };
}

/**
 * The volume and its claim.
 *
 * @param retained Whether pods of an earlier update may still run when a later one ends. Default: they do not.
 * @throws Error when the stack has no such store
 */
export function objectVolumeObjects(
    volume: ObjectVolume,
    context: WorkloadContext,
    retained = false,
): pulumi.Resource[] {
    const { workload, store, prefix, cacheSize } = volume;
    const found = context.platform.stores[store];
    if (found === undefined) {
        throw new Error(`the stack has no store "${store}"`);
    }
    if (found.mount === undefined) {
        throw new Error(`the store "${store}" cannot be mounted`);
    }
    const name = claimName(volume);
    const modes = { accessModes: ["ReadOnlyMany"], storageClassName: "" };
    // Required by the API, ignored by the driver.
    const storage = "1Ti";
    const options = (needs: readonly pulumi.Resource[] = []) => ({
        ...child(context, needs),
        retainOnDelete: retained,
    });
    const persistent = new k8s.core.v1.PersistentVolume(
        name,
        {
            metadata: { name, labels: objectLabels(workload) },
            spec: {
                ...modes,
                capacity: { storage },
                persistentVolumeReclaimPolicy: "Retain",
                claimRef: { namespace: workload.namespace, name },
                ...found.mount({ handle: name, prefix, owner: podUser, cacheSize }),
            },
        },
        options(),
    );
    const claim = new k8s.core.v1.PersistentVolumeClaim(
        name,
        {
            metadata: metadata(workload, name),
            spec: { ...modes, volumeName: name, resources: { requests: { storage } } },
        },
        options([persistent]),
    );
    return [persistent, claim];
}
