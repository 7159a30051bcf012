import { orIdle, overRelease, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger } from "./trigger";

/** Requests that wait in the server, per pod. */
export const queueDepth: ScalingTrigger<number> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: true,
    authenticated: false,
    faults: () => [],
    render: (requests, of) => {
        const query = orIdle(overRelease("sum", "inference:queue_depth", of), of);
        return [prometheusTrigger("queue-depth", query, requests, "AverageValue", of)];
    },
};
