import { queues } from "../../../components/aws/messaging/queues";
import { type ScaledRelease } from "../../../components/serving/scaling/triggers/trigger";

/** Version `v2` of workload `w`, which gets a fifth of the requests. */
export function someRelease(changes: Partial<ScaledRelease> = {}): ScaledRelease {
    return {
        workload: { namespace: "ml-production", workload: "w" },
        release: { namespace: "ml-production", workload: "w", version: "v2" },
        weight: 20,
        idles: false,
        prometheusUrl: "http://prometheus",
        queues,
        authentication: "w-queue",
        ...changes,
    };
}
