import { orIdle, overRelease, prometheusTrigger } from "./prometheus";
import { type ScaledRelease, type ScalingTrigger } from "./trigger";

/** Most that one reading asks for, as a factor on the pods that run: the top bucket of a histogram does not show how many are needed. */
const largestFactor = 1.5;

/** 95th percentile of latency in milliseconds, of the slowest revision: during a rollout there are two. */
export const latency: ScalingTrigger<number> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: () => [],
    render: (milliseconds, of) => [
        prometheusTrigger("latency-p95", query(milliseconds / 1000, of), milliseconds / 1000, "Value", of),
    ],
};

/**
 * More pods shorten only the time that requests wait. A slow prediction with an empty queue is as slow on more pods, and
 * asks for none. Servers that do not report a queue are judged by latency alone.
 */
function query(seconds: number, of: ScaledRelease): string {
    const slowest = overRelease("max", "inference:latency_seconds:p95_1m", of);
    const nothingWaits = `${overRelease("sum", "inference:queue_depth", of)} < 1`;
    return orIdle(`clamp_max(${slowest}, ${seconds * largestFactor}) unless on () ${nothingWaits}`, of);
}
