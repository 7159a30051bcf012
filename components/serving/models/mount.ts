import { objectName } from "../../kubernetes/names";
import { mountedObjects, type ObjectVolume, objectVolumeObjects } from "../pod/objectVolume";
import { type DeliveredModels, type ModelDelivery } from "./delivery";
import { modelsPath, type ServedModel } from "./served";

/** The models store as read-only volumes with a local cache, one per model and place. */
export const mount: ModelDelivery = {
    defaultSize: "20Gi",
    followsBucket: true,
    onNode: false,
    readsStore: false,
    startFiles: () => "",
    claimTemplate: undefined,
    podModels: (of, models) => {
        const mounted = models.map((model) => mountedObjects(volumeOf(of, model), `model-${objectName(model.name)}`));
        return {
            volumes: mounted.map(({ volume }) => volume),
            mounts: mounted.map(({ volume, mountPath, readOnly }) => ({ name: volume.name, mountPath, readOnly })),
            initContainers: [],
            localMiB: 0,
        };
    },
    objects: (of, context, retained) =>
        of.models.flatMap((model) => objectVolumeObjects(volumeOf(of, model), context, retained)),
};

function volumeOf(workload: DeliveredModels, { name, prefix }: ServedModel): ObjectVolume {
    return {
        workload,
        name: objectName(name),
        store: "models",
        prefix,
        cacheSize: workload.size,
        mountPath: `${modelsPath}/${name}`,
    };
}
