import { type ScalingTrigger, type Setting } from "./trigger";

/** Pods for known peaks, there before the load is. */
export const cron: ScalingTrigger<Setting<"cron">> = {
    fallsBack: false,
    startsFromZero: true,
    needsQueue: false,
    authenticated: false,
    faults: (at, windows, { max }) =>
        windows.flatMap(({ replicas, start, end }, i) => [
            ...(replicas > max
                ? [{ path: `${at}[${i}].replicas`, reason: `is ${replicas}: must not be greater than max (${max})` }]
                : []),
            // KEDA refuses the whole ScaledObject.
            ...(start === end
                ? [{ path: `${at}[${i}].end`, reason: `is ${end}, and so is start: must be another time` }]
                : []),
        ]),
    render: (windows, { weight }) =>
        windows.map((window, i) => ({
            type: "cron",
            name: `peak-${i}`,
            metadata: {
                timezone: window.timezone,
                start: window.start,
                end: window.end,
                desiredReplicas: String(Math.max(1, Math.ceil((window.replicas * weight) / 100))),
            },
        })),
};
