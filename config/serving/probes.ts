import { z } from "zod";

interface ProbeDefaults {
    readonly initialDelaySeconds?: number;
    readonly periodSeconds: number;
    readonly timeoutSeconds: number;
    readonly failureThreshold: number;
}

const requestPath = z.string().regex(/^\/[\w./-]*$/, "must be a path such as /health");

function times(defaults: ProbeDefaults) {
    return {
        initialDelaySeconds: z
            .int()
            .min(0)
            .default(defaults.initialDelaySeconds ?? 0),
        periodSeconds: z.int().min(1).default(defaults.periodSeconds),
        timeoutSeconds: z.int().min(1).default(defaults.timeoutSeconds),
        failureThreshold: z.int().min(1).default(defaults.failureThreshold),
    };
}

/** When and how often the kubelet asks; what it asks is the kind's. */
export function probeTimes(defaults: ProbeDefaults) {
    return z.strictObject(times(defaults)).prefault({});
}

/** The same, and the path that it asks for. */
export function httpProbe(path: string, defaults: ProbeDefaults) {
    return z.strictObject({ path: requestPath.default(path), ...times(defaults) }).prefault({});
}
