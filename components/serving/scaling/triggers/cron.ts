import { type ScalingTrigger, type Setting } from "./trigger";

/** Pods for known peaks, there before the load is. */
export const cron: ScalingTrigger<Setting<"cron">> = {
    fallsBack: false,
    startsFromZero: true,
    needsQueue: false,
    authenticated: false,
    faults: (at, windows, { max }) =>
        windows.flatMap(({ replicas }, i) =>
            replicas > max
                ? [{ path: `${at}[${i}].replicas`, reason: `is ${replicas}: must not be greater than max (${max})` }]
                : [],
        ),
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
