import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type Access } from "../../platform";
import { type Build, child, metadata } from "../context";
import { podFile } from "./files";
import { objectLabels } from "../labels";
import { mountClaimSpec, mountedModels, mountName, mountVolumeSpec, syncScriptName } from "./modelVolume";
import { copiesModels, type ServingPlan } from "../plan";

/** What the pods' identity may read: the prefixes of the models they serve, and nothing else. */
export function modelAccess(plan: ServingPlan): readonly Access[] {
    const prefixes = plan.releases.flatMap(({ models }) => models.map(({ prefix }) => prefix));
    return [...new Set(prefixes)].sort().map((prefix) => ({ kind: "read-objects", store: "models", prefix }));
}

/** Volumes of mounted models, or the script that copies them. */
export function modelObjects(build: Build): pulumi.Resource[] {
    const { plan, context } = build;
    const mounts = mountedModels(plan).flatMap((model) => {
        const name = mountName(plan, model);
        const volume = new k8s.core.v1.PersistentVolume(
            name,
            { metadata: { name, labels: objectLabels(plan) }, spec: mountVolumeSpec(plan, model, context) },
            child(build),
        );
        const claim = new k8s.core.v1.PersistentVolumeClaim(
            name,
            { metadata: metadata(build, name), spec: mountClaimSpec(plan, model) },
            child(build, [volume]),
        );
        return [volume, claim];
    });
    if (!copiesModels(plan)) {
        return mounts;
    }
    const script = new k8s.core.v1.ConfigMap(
        syncScriptName(plan),
        { metadata: metadata(build, syncScriptName(plan)), data: { "sync-models.sh": podFile("sync-models.sh") } },
        child(build),
    );
    return [...mounts, script];
}
