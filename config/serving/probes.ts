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
            .default(defaults.initialDelaySeconds ?? 0)
            .describe("Seconds from the start of the container to the first probe."),
        periodSeconds: z.int().min(1).default(defaults.periodSeconds).describe("Seconds from one probe to the next."),
        timeoutSeconds: z
            .int()
            .min(1)
            .default(defaults.timeoutSeconds)
            .describe("Seconds until a probe without an answer counts as failed."),
        failureThreshold: z
            .int()
            .min(1)
            .default(defaults.failureThreshold)
            .describe("Failed probes in a row until the kubelet acts."),
    };
}

/** When and how often the kubelet asks; what it asks is the kind's. */
export function probeTimes(defaults: ProbeDefaults) {
    return z.strictObject(times(defaults)).prefault({});
}

/** The same, and the path that it asks for. */
export function httpProbe(path: string, defaults: ProbeDefaults) {
    return z
        .strictObject({ path: requestPath.default(path).describe("Path of the request."), ...times(defaults) })
        .prefault({});
}
