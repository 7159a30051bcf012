import { overRelease, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger } from "./trigger";

/** Used share of the GPUs in percent. */
export const gpu: ScalingTrigger<number> = {
    fallsBack: false,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: (at, _percent, { hasGpu }) =>
        hasGpu ? [] : [{ path: at, reason: 'needs GPUs: set "accelerator", or leave it out' }],
    render: (percent, of) => [
        prometheusTrigger("gpu", overRelease("avg", "inference:gpu_utilization", of), percent / 100, "Value", of),
    ],
};
