import { type RuleGroup } from "../../observation/alert";
import { type MetricName } from "../../observation/catalogue";
import { series } from "../../observation/promql";
import { type ServingPlan } from "../plan";
import { ofWorkload } from "./recordingRules";

/**
 * What a new pod waits for, in this order. Each phase ends where the next begins, so that their sum is the time from a pod's
 * creation to its first request. Init containers copy models; a server that reads mounted models loads them in the last phase.
 */
const phases = [
    { phase: "node", from: "kube_pod_created", to: "kube_pod_status_scheduled_time" },
    { phase: "model", from: "kube_pod_status_scheduled_time", to: "kube_pod_status_initialized_time" },
    { phase: "image", from: "kube_pod_status_initialized_time", to: "kube_pod_container_state_started" },
    { phase: "server", from: "kube_pod_container_state_started", to: "kube_pod_status_ready_time" },
] as const satisfies readonly { readonly phase: string; readonly from: MetricName; readonly to: MetricName }[];

/** Age after which a pod no longer counts: a restart or a failed probe moves its times. */
const youngSeconds = 3600;

const byPod = "by (namespace, pod, uid)";
const ofPod = "on (namespace, pod, uid)";

/**
 * Seconds that each phase took in the slowest of the pods that were created within the last hour; absent where none was, or
 * where none has come so far.
 */
export function coldStartRules(plan: ServingPlan): RuleGroup {
    return {
        name: `cold-start-${plan.namespace}-${plan.name}`,
        interval: "1m",
        rules: phases.map(({ phase, from, to }) => ({
            record: "inference:cold_start_seconds",
            expr: `max(${lasted(plan, from, to)} and ${ofPod} ${young(plan)})`,
            labels: { ...ofWorkload(plan), phase },
        })),
    };
}

/** Exporters that are replaced report a pod twice for a moment, hence the maxima. */
function lasted({ namespace, name }: ServingPlan, from: MetricName, to: MetricName): string {
    const time = (metric: MetricName) => `max ${byPod} (${series(metric, { namespace })})`;
    const pods = `max ${byPod} (${series("kube_pod_labels", { namespace, label_app: name })})`;
    return `(${time(to)} - ${time(from)}) * ${pods}`;
}

function young({ namespace }: ServingPlan): string {
    return `(time() - ${series("kube_pod_created", { namespace })} < ${youngSeconds})`;
}
