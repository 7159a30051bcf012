import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { stableJson } from "../../kubernetes/stableJson";
import { child, metadata, type WorkloadContext } from "../context";
import { sha256 } from "../../kubernetes/names";
import { type ConfigFolder, type PodRelease, readsModels, type WorkloadPlan } from "./plan";

/**
 * Name of the ConfigMap with one folder of files. A hash of its content is part of the name: pods of the previous version
 * keep theirs, so that a rollback finds the files that it had.
 */
export function configMapName(release: PodRelease, folder: ConfigFolder): string {
    return `${release.name}-${folder.name}-${sha256(stableJson(folder.files)).slice(0, 8)}`;
}

/** Hash over every file that comes from a ConfigMap: containers read them at their start only. */
export function configHash(plan: WorkloadPlan, release: PodRelease): string {
    const files = { server: release.files, sync: readsModels(plan) ? plan.models.delivery.startFiles() : "" };
    return sha256(stableJson(files)).slice(0, 16);
}

/**
 * The ConfigMaps of one version.
 *
 * @param retained Whether they stay when a later version no longer lists them, for pods that still read them.
 */
export function configMaps(
    plan: WorkloadPlan,
    release: PodRelease,
    context: WorkloadContext,
    retained: boolean,
): pulumi.Resource[] {
    return release.files.map((folder) => {
        const name = configMapName(release, folder);
        return new k8s.core.v1.ConfigMap(
            name,
            { metadata: metadata(plan, name), immutable: true, data: { ...folder.files } },
            { ...child(context), retainOnDelete: retained },
        );
    });
}
