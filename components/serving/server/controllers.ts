import { type PodController } from "./controller";
import { type ControllerKind } from "./controllerKinds";
import { deployment } from "./deployment";
import { rollout } from "./rollout";
import { statefulSet } from "./statefulSet";

/** Everything that can own the pods of a version: one file each, and a row here. */
export const controllers: { readonly [K in ControllerKind]: PodController } = {
    Deployment: deployment,
    StatefulSet: statefulSet,
    Rollout: rollout,
};
