import { apiVersions } from "../../kubernetes/apiVersions";

/** API versions of what can own the pods of a version. */
export const controllerKinds = {
    Deployment: apiVersions.apps,
    StatefulSet: apiVersions.apps,
    Rollout: apiVersions.argoRollouts,
} as const;
export type ControllerKind = keyof typeof controllerKinds;

/** A version's controller, as autoscalers refer to it. */
export function controllerRef(
    kind: ControllerKind,
    name: string,
): { apiVersion: string; kind: ControllerKind; name: string } {
    return { apiVersion: controllerKinds[kind], kind, name };
}
