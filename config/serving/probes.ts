import { z } from "zod";

interface ProbeDefaults {
    readonly initialDelaySeconds?: number;
    readonly periodSeconds: number;
    readonly timeoutSeconds: number;
    readonly failureThreshold: number;
}

/** When and how often the kubelet asks; the rest of a probe is the kind's. */
export function probeTimes(defaults: ProbeDefaults) {
    return z
        .strictObject({
            initialDelaySeconds: z
                .int()
                .min(0)
                .default(defaults.initialDelaySeconds ?? 0),
            periodSeconds: z.int().min(1).default(defaults.periodSeconds),
            timeoutSeconds: z.int().min(1).default(defaults.timeoutSeconds),
            failureThreshold: z.int().min(1).default(defaults.failureThreshold),
        })
        .prefault({});
}
