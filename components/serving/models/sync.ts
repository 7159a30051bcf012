import { parseMemory } from "../../../config/serving/quantity";
import { copied, copyScript, copyScriptObject, copyScriptVolume, modelsVolume } from "./copies";
import { type ModelDelivery } from "./delivery";

/** Models are copied into the pod and verified before the main container starts; they go with the pod. */
export const sync: ModelDelivery = {
    defaultSize: "10Gi",
    followsBucket: false,
    onNode: true,
    readsStore: true,
    startFiles: copyScript,
    claimTemplate: undefined,
    podModels: (of, models, context) => {
        const localMiB = parseMemory(of.size) ?? 0;
        return {
            ...copied(of, models, localMiB, context),
            volumes: [{ name: modelsVolume, emptyDir: { sizeLimit: of.size } }, copyScriptVolume(of)],
            localMiB,
        };
    },
    objects: (of, context) => [copyScriptObject(of, context)],
};
