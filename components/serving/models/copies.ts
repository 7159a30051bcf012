import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { formatMemory } from "../../../config/serving/quantity";
import { child, metadata, type StackContext, type WorkloadContext } from "../context";
import { type WorkloadName } from "../labels";
import { containerSecurity } from "../pod/security";
import { type PodModels } from "./delivery";
import { podFile } from "./files";
import { modelsPath, type ServedModel } from "./served";

/**
 * What the deliveries that copy models have in common: an init container that copies each version and verifies it against
 * its manifest before the main container starts.
 */

/** Name of the volume that models are copied into. */
export const modelsVolume = "models";

/** The script that copies and verifies. */
export function copyScript(): string {
    return podFile("sync-models.sh");
}

/** The ConfigMap with the script, one per workload. */
export function copyScriptObject(workload: WorkloadName, context: WorkloadContext): pulumi.Resource {
    const name = scriptName(workload);
    return new k8s.core.v1.ConfigMap(
        name,
        { metadata: metadata(workload, name), data: { "sync-models.sh": copyScript() } },
        child(context),
    );
}

export function copyScriptVolume(workload: WorkloadName): k8s.types.input.core.v1.Volume {
    return { name: "sync-models", configMap: { name: scriptName(workload), defaultMode: 0o555 } };
}

function scriptName({ name }: WorkloadName): string {
    return `${name}-sync-models`;
}

/**
 * The init container, and the mount of what it has copied; `localMiB` of it lie on the node's own disk.
 *
 * @param settings further environment variables of the script. Default: none.
 */
export function copied(
    models: readonly ServedModel[],
    localMiB: number,
    { platform, inCluster, topic }: StackContext,
    settings: Readonly<Record<string, string>> = {},
): Pick<PodModels, "mounts" | "initContainers"> {
    const { bucket, environment } = platform.stores.models;
    const env = {
        MODELS_ROOT: modelsPath,
        MODELS_BUCKET: bucket,
        ...settings,
        ...environment.cli,
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
                args: models.flatMap(versionArguments),
                env: Object.entries(env).map(([name, value]) => ({ name, value })),
                resources: {
                    requests: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "1Gi" },
                    // One core copies while another verifies.
                    limits: { cpu: "2", memory: "512Mi", "ephemeral-storage": formatMemory(localMiB + 1024) },
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

function versionArguments(model: ServedModel): string[] {
    // The stack file's checks reject versions that follow the bucket where models are copied once.
    const versions = Array.isArray(model.versions) ? model.versions : [];
    return versions.flatMap((version) => [
        model.name,
        String(version),
        `${model.prefix}${version}/`,
        model.digests[String(version)] ?? "any",
    ]);
}
