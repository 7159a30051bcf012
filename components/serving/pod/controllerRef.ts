import { type ServingPlan } from "../plan";

/** What owns the pods of a version. */
export const controllerKinds = {
    Deployment: "apps/v1",
    StatefulSet: "apps/v1",
    Rollout: "argoproj.io/v1alpha1",
} as const;
export type ControllerKind = keyof typeof controllerKinds;

export function controllerKind(plan: ServingPlan): ControllerKind {
    const { strategy } = plan.config.traffic;
    switch (strategy) {
        case "single":
        case "weighted":
            return plan.config.modelVolume.kind === "persistent-cache" ? "StatefulSet" : "Deployment";
        case "progressive":
        case "blue-green":
            return "Rollout";
        default:
            return strategy satisfies never;
    }
}

/** Version and kind of the controller, as autoscalers refer to it. */
export function controllerOf(plan: ServingPlan): { apiVersion: string; kind: ControllerKind } {
    const kind = controllerKind(plan);
    return { apiVersion: controllerKinds[kind], kind };
}
