import { type Fault } from "../../../config/fault";
import { isScaled, type ScalingConfig, scalingFor, scalingSchema } from "../../../config/serving/scaling";
import { type TriggerKey, type TriggerSurroundings } from "./triggers/trigger";
import { keysOn, keysThat, settingOf, triggers } from "./triggers/triggers";

/** Combinations of scaling settings that cannot work; `path` is the key path of `scaling`. */
export function scalingFaults(
    path: string,
    written: ScalingConfig,
    { hasGpu, hasQueue, vocabulary }: Omit<TriggerSurroundings, "max"> & { readonly hasQueue: boolean },
): readonly Fault[] {
    const scaling = scalingFor(written, hasGpu);
    const on = keysOn(scaling).filter((key) => hasQueue || !triggers[key].needsQueue);
    return [
        ...boundsFaults(path, scaling, on),
        ...fallbackFaults(path, scaling, on),
        ...on.flatMap((key) => triggerFaults(path, key, scaling, { max: scaling.max, hasGpu, vocabulary })),
        ...(isScaled(scaling) && on.length === 0 ? [noTrigger(path, hasGpu, hasQueue)] : []),
    ];
}

function boundsFaults(path: string, { min, max }: ScalingConfig, on: readonly TriggerKey[]): readonly Fault[] {
    const faults: Fault[] = [];
    if (min > max) {
        faults.push({ path: `${path}.min`, reason: `is ${min}: must not be greater than max (${max})` });
    }
    if (min === 0 && !on.some((key) => triggers[key].startsFromZero)) {
        const starters = list(keysThat(({ startsFromZero }) => startsFromZero));
        const reason = `is 0, and without pods no trigger would start the first one: add ${starters}, or set it to 1`;
        faults.push({ path: `${path}.min`, reason });
    }
    return faults;
}

function fallbackFaults(
    path: string,
    { fallbackReplicas, max }: ScalingConfig,
    on: readonly TriggerKey[],
): readonly Fault[] {
    if (fallbackReplicas === undefined) {
        return [];
    }
    const at = `${path}.fallbackReplicas`;
    const faults: Fault[] = [];
    if (fallbackReplicas > max) {
        faults.push({ path: at, reason: `is ${fallbackReplicas}: must not be greater than max (${max})` });
    }
    if (!on.some((key) => triggers[key].fallsBack)) {
        const asked = list(keysThat(({ fallsBack }) => fallsBack));
        const reason = `needs ${asked}: the autoscaler cannot fall back from CPU, memory or a schedule`;
        faults.push({ path: at, reason });
    }
    return faults;
}

function triggerFaults<K extends TriggerKey>(
    path: string,
    key: K,
    scaling: ScalingConfig,
    surroundings: TriggerSurroundings,
): readonly Fault[] {
    const setting = settingOf(key, scaling);
    return setting === undefined ? [] : triggers[key].faults(`${path}.${key}`, setting, surroundings);
}

function noTrigger(path: string, hasGpu: boolean, hasQueue: boolean): Fault {
    const defaults = keysOn(scalingFor(scalingSchema.parse({}), hasGpu))
        .filter((key) => hasQueue || !triggers[key].needsQueue)
        .join(", ");
    return { path, reason: `has no trigger: keep at least one of ${defaults}, or set max to min` };
}

/** `a`, `a or b`, `a, b or c`. */
function list(names: readonly string[]): string {
    return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
