import { isScaled, type ScalingConfig } from "../../../config/serving/scaling";
import { type KedaTrigger, type ScaledRelease, type TriggerKey } from "./triggers/trigger";
import { keysOn, settingOf, triggers } from "./triggers/triggers";

/** When an autoscaler changes the number of pods. */
export interface ScalingPlan {
    readonly triggers: readonly ActiveTrigger[];
    /** Pods while metrics are absent, when fewer run. Absent: the fewest, at least 1. */
    readonly fallbackReplicas?: number;
}

/** A trigger with its setting. */
export interface ActiveTrigger {
    /** Whether KEDA can fall back to a number of pods while its metric is absent. */
    readonly fallsBack: boolean;
    /** Whether it needs a TriggerAuthentication. */
    readonly authenticated: boolean;
    readonly render: (of: ScaledRelease) => readonly KedaTrigger[];
}

/**
 * Undefined: a fixed number of pods.
 *
 * @param hasQueue Whether the server queues requests.
 */
export function scalingPlan(scaling: ScalingConfig, hasQueue: boolean): ScalingPlan | undefined {
    if (!isScaled(scaling)) {
        return undefined;
    }
    const { fallbackReplicas } = scaling;
    return {
        triggers: keysOn(scaling)
            .filter((key) => hasQueue || !triggers[key].needsQueue)
            .map((key) => active(key, scaling)),
        ...(fallbackReplicas !== undefined && { fallbackReplicas }),
    };
}

function active<K extends TriggerKey>(key: K, scaling: ScalingConfig): ActiveTrigger {
    const trigger = triggers[key];
    const setting = settingOf(key, scaling);
    return {
        fallsBack: trigger.fallsBack,
        authenticated: trigger.authenticated,
        render: (of) => (setting === undefined ? [] : trigger.render(setting, of)),
    };
}
