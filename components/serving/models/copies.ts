import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { cores } from "../../../config/serving/quantity";
import { podFile } from "../../kubernetes/podFile";
import { child, metadata, type StackContext, type WorkloadContext } from "../context";
import { type WorkloadName } from "../labels";
import { storeClient, storeClientRequests } from "../pod/storeClient";
import { type DeliveredModels, type PodModels } from "./delivery";
import { modelsPath, type ServedModel } from "./served";

/**
 * What the deliveries that copy models have in common: an init container that copies each version and verifies it against
 * its manifest before the main container starts.
 */

/** Name of the volume that models are copied into. */
export const modelsVolume = "models";

/** The script that copies and verifies. */
export function copyScript(): string {
    return podFile(__dirname, "sync-models.sh");
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
 * @param workload workload of the pod, whose identity copies. The copy requests no more CPU than the server after it, so that it
 * does not decide which node has room for the pod.
 * @param settings further environment variables of the script. Default: none.
 */
export function copied(
    workload: Pick<DeliveredModels, "name" | "serverCpu">,
    models: readonly ServedModel[],
    localMiB: number,
    context: StackContext,
    settings: Readonly<Record<string, string>> = {},
): Pick<PodModels, "mounts" | "initContainers"> {
    const { bucket } = context.platform.stores.models;
    return {
        mounts: [{ name: modelsVolume, mountPath: modelsPath, readOnly: true }],
        initContainers: [
            storeClient(
                {
                    workload,
                    name: "sync-models",
                    command: ["bash", "/opt/sync-models/sync-models.sh"],
                    args: models.flatMap(versionArguments),
                    env: { MODELS_ROOT: modelsPath, MODELS_BUCKET: bucket, ...settings },
                    localMiB,
                    ...(cores(workload.serverCpu) < storeClientRequests.cpu && { cpu: workload.serverCpu }),
                    mounts: [
                        { name: modelsVolume, mountPath: modelsPath },
                        { name: "sync-models", mountPath: "/opt/sync-models", readOnly: true },
                    ],
                },
                context,
            ),
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
