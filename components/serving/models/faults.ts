import { type Fault, keyPath } from "../../../config/fault";
import { type ModelConfig, type ModelVolumeConfig } from "../../../config/serving/model";
import { deliveries, deliveriesThat } from "./deliveries";

/** Combinations of models and volume that cannot work. */
export function modelFaults(
    path: string,
    models: Readonly<Record<string, ModelConfig>>,
    volume: ModelVolumeConfig,
): readonly Fault[] {
    return [
        ...deleteFirstFaults(path, volume),
        ...Object.entries(models).flatMap(([name, model]) =>
            oneModelFaults(keyPath(path, "models", name), model, volume),
        ),
    ];
}

/** Only a volume that outlives the pod has old versions to delete. */
function deleteFirstFaults(path: string, { kind, deleteFirst }: ModelVolumeConfig): readonly Fault[] {
    return deleteFirst === undefined || deliveries[kind].claimTemplate !== undefined
        ? []
        : [
              {
                  path: `${path}.modelVolume.deleteFirst`,
                  reason:
                      `is not for a ${kind} volume, which starts empty: leave it out, or set "modelVolume.kind" to ` +
                      deliveriesThat(({ claimTemplate }) => claimTemplate !== undefined),
              },
          ];
}

function oneModelFaults(path: string, model: ModelConfig, volume: ModelVolumeConfig): readonly Fault[] {
    const faults: Fault[] = [];
    const pinned = Array.isArray(model.versions) ? model.versions : undefined;
    if (pinned === undefined && !deliveries[volume.kind].followsBucket) {
        faults.push({
            path: `${path}.versions`,
            reason:
                `follows the bucket, and a ${volume.kind} volume copies once: list the versions, ` +
                `or set "modelVolume.kind" to ${deliveriesThat(({ followsBucket }) => followsBucket)}`,
        });
    }
    if (pinned !== undefined && new Set(pinned).size < pinned.length) {
        faults.push({ path: `${path}.versions`, reason: "names a version twice: list each once" });
    }
    for (const [label, version] of Object.entries(model.labels)) {
        if (pinned === undefined) {
            faults.push({
                path: keyPath(`${path}.labels`, label),
                reason: "needs listed versions: a label may only point at a version that is surely loaded",
            });
        } else if (!pinned.includes(version)) {
            faults.push({
                path: keyPath(`${path}.labels`, label),
                reason: `is ${version}, which is not loaded: must be one of ${pinned.join(", ")}`,
            });
        }
    }
    for (const version of Object.keys(model.digests)) {
        if (pinned !== undefined && !pinned.includes(Number(version))) {
            faults.push({
                path: keyPath(`${path}.digests`, version),
                reason: `is for a version that is not served: must be one of ${pinned.join(", ")}`,
            });
        }
    }
    return faults;
}
