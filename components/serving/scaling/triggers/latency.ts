import { overRelease, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger } from "./trigger";

/** 95th percentile of latency in milliseconds, of the slowest revision: during a rollout there are two. */
export const latency: ScalingTrigger<number> = {
    fallsBack: false,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: () => [],
    render: (milliseconds, of) => [
        prometheusTrigger(
            "latency-p95",
            overRelease("max", "inference:latency_seconds:p95", of),
            milliseconds / 1000,
            "Value",
            of,
        ),
    ],
};
