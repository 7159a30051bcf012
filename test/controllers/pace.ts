import { type KubeObject } from "../integration/cluster/types";

/**
 * How much faster clocks run here than on a cluster. Every duration that a controller of this tier waits for is divided by
 * it: scrapes, ranges of queries, evaluations, the autoscaler's period and its windows, pauses and measurements of a rollout.
 * All of them by the same factor, so that what is proved stays as it is: how often a value is measured within its window,
 * which window ends before which pause.
 */
export const pace = 5;

/** Fields that hold a duration, as a number of seconds or as text, by kind of object. */
const durations: Readonly<Record<string, readonly string[]>> = {
    ScaledObject: ["pollingInterval", "cooldownPeriod", "stabilizationWindowSeconds", "periodSeconds"],
    ScaledJob: ["pollingInterval"],
    Rollout: ["duration", "scaleDownDelaySeconds", "abortScaleDownDelaySeconds", "progressDeadlineSeconds"],
    AnalysisTemplate: ["interval", "initialDelay"],
    PodMonitor: ["interval"],
    PrometheusRule: ["interval", "for", "keep_firing_for"],
};

/**
 * The longest that an alert waits here before it fires, in seconds of a cluster: what most of them wait for. Those that wait for
 * an hour and more are cut to it; that they wait for as long as they say is shown with promtool.
 */
const longestFor = 15 * 60;

/** Fields with PromQL: of rules, of triggers and of measurements. */
const queries = ["expr", "query"];

/** The milliseconds that a time on a cluster takes here. */
export function paced(clusterSeconds: number): number {
    return (clusterSeconds / pace) * 1000;
}

/** The object with its durations divided; objects of other kinds as they are. */
export function atPace<T extends KubeObject>(object: T): T {
    const fields = durations[object.kind];
    return fields === undefined ? object : { ...object, spec: divided(object["spec"], new Set(fields)) };
}

function divided(value: unknown, fields: ReadonlySet<string>): unknown {
    if (Array.isArray(value)) {
        return value.map((each: unknown) => divided(each, fields));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value).map(([key, inner]: [string, unknown]) => {
            if (fields.has(key)) {
                return [key, shorter(inner, key === "for" ? longestFor : Infinity)];
            }
            return [key, queries.includes(key) ? shorterRanges(String(inner)) : divided(inner, fields)];
        }),
    );
}

/** Whole seconds, since not every field takes fractions; a duration of zero stays one. @param most seconds of a cluster */
function shorter(duration: unknown, most = Infinity): unknown {
    if (typeof duration === "number") {
        return Math.ceil(duration / pace);
    }
    return `${Math.ceil(Math.min(secondsOf(String(duration)), most) / pace)}s`;
}

/** `[5m]` as `[60s]`, both parts of `[1h:5m]`, and `offset 1d` as `offset 17280s`. */
function shorterRanges(expression: string): string {
    const withoutOffsets = expression.replace(
        /\boffset (\d+\w)/g,
        (_all, offset: string) => `offset ${String(shorter(offset))}`,
    );
    return withoutOffsets.replace(/\[(\d+\w)(?:(:)(\d+\w))?\]/g, (_all, range: string, colon = "", step = "") =>
        [`[${String(shorter(range))}`, colon, step === "" ? "" : String(shorter(step)), "]"].join(""),
    );
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** @throws Error for anything but a whole number and one unit: such a duration would not be divided unnoticed. */
function secondsOf(duration: string): number {
    const [, amount = "", unit = ""] = /^(\d+)([smhdw])$/.exec(duration) ?? [];
    const factor = unitSeconds[unit];
    if (factor === undefined) {
        throw new Error(`"${duration}" is not a duration that can be divided: use a whole number of s, m, h, d or w`);
    }
    return Number(amount) * factor;
}
