import { orWithoutPods, overRelease, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger } from "./trigger";

/** Used share of the GPUs in percent. An idle GPU measures zero, so that no value always means no metrics. */
export const gpu: ScalingTrigger<number> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: (at, _percent, { hasGpu }) =>
        hasGpu ? [] : [{ path: at, reason: 'needs GPUs: set "accelerator", or leave it out' }],
    render: (percent, of) => {
        const query = orWithoutPods(overRelease("avg", "inference:gpu_utilization", of), of);
        return [prometheusTrigger("gpu", query, percent / 100, "Value", of)];
    },
};
