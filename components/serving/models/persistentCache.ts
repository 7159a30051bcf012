import { copied, copyScript, copyScriptObject, copyScriptVolume, modelsVolume } from "./copies";
import { type ModelDelivery } from "./delivery";

/** Models are copied as by `sync`, into a volume per pod that survives restarts of the pod. */
export const persistentCache: ModelDelivery = {
    defaultSize: "50Gi",
    followsBucket: false,
    onNode: false,
    readsStore: true,
    startFiles: copyScript,
    claimTemplate: ({ name, size }, instance, storageClassName) => ({
        metadata: { name: modelsVolume, labels: { app: name, "app.kubernetes.io/instance": instance } },
        spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName,
            resources: { requests: { storage: size } },
        },
    }),
    // The StatefulSet creates the volume from the claim template.
    podModels: (of, models, context) => ({
        ...copied(of, models, 0, context, of.deleteFirst ? { DELETE_FIRST: "true" } : {}),
        volumes: [copyScriptVolume(of)],
        localMiB: 0,
    }),
    objects: (of, context) => [copyScriptObject(of, context)],
};
