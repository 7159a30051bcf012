import { overRelease, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger } from "./trigger";

/** Requests that wait in the server, per pod. */
export const queueDepth: ScalingTrigger<number> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: true,
    authenticated: false,
    faults: () => [],
    render: (requests, of) => [
        prometheusTrigger("queue-depth", overRelease("sum", "inference:queue_depth", of), requests, "AverageValue", of),
    ],
};
