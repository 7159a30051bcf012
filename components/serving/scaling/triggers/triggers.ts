import { type ScalingConfig } from "../../../../config/serving/scaling";
import { cpu } from "./cpu";
import { cron } from "./cron";
import { forecast } from "./forecast";
import { gpu } from "./gpu";
import { latency } from "./latency";
import { memory } from "./memory";
import { ownQueries } from "./ownQueries";
import { queueDepth } from "./queueDepth";
import { queueLength } from "./queueLength";
import { requests } from "./requests";
import { type ScalingTrigger, type Setting, type TriggerKey } from "./trigger";

/** Every scaling trigger, by its key in the stack file, in the order of a ScaledObject: one file each, and a row here. */
export const triggers: { readonly [K in TriggerKey]: ScalingTrigger<Setting<K>> } = {
    requestsPerReplica: requests,
    cpuPercent: cpu,
    memoryPercent: memory,
    latencyP95Ms: latency,
    queueDepth,
    gpuPercent: gpu,
    forecast,
    sqs: queueLength,
    cron,
    prometheus: ownQueries,
};

const keys = Object.keys(triggers) as TriggerKey[];

/** Setting of a trigger in the stack file; undefined: the trigger is off. */
export function settingOf<K extends TriggerKey>(key: K, scaling: ScalingConfig): Setting<K> | undefined {
    const value: unknown = scaling[key];
    const off = value === false || value === undefined || (typeof value === "object" && isEmpty(value));
    return off ? undefined : (scaling[key] as Setting<K>);
}

/** Whether a list, or a record by names, has nothing in it. */
function isEmpty(value: object | null): boolean {
    return value === null || Object.keys(value).length === 0;
}

/** Keys of the triggers that the stack file switches on. */
export function keysOn(scaling: ScalingConfig): readonly TriggerKey[] {
    return keys.filter((key) => settingOf(key, scaling) !== undefined);
}

/** Keys of the triggers for which `holds` is true. */
export function keysThat(
    holds: (trigger: Pick<ScalingTrigger<never>, "fallsBack" | "startsFromZero">) => boolean,
): TriggerKey[] {
    return keys.filter((key) => holds(triggers[key]));
}
