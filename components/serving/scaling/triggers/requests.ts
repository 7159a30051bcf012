import { orIdle, overRelease, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger } from "./trigger";

/** Requests per second that one pod can handle. It leads: the rate rises with the load, before anything waits. */
export const requests: ScalingTrigger<number> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: () => [],
    render: (perSecond, of) => {
        const query = orIdle(overRelease("sum", "inference:requests:rate1m", of), of);
        return [prometheusTrigger("requests", query, perSecond, "AverageValue", of)];
    },
};
