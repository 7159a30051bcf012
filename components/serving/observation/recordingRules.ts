import { type RuleGroup } from "../../observation/alert";
import { type WorkloadName } from "../labels";
import { type ReleaseBase, type ServingPlan } from "../plan";
import { type RecordedName } from "../../observation/catalogue";
import { recordedLabels } from "../../observation/metrics/recorded";
import { series } from "../../observation/promql";

interface RecordingRule {
    readonly record: RecordedName;
    readonly expr: string;
}

const by = `by (${recordedLabels.join(", ")})`;

/** Long enough that a single slow request does not fail a version. */
const judgingWindow = "5m";
/** Four scrapes: an autoscaler that looks further back still adds pods when the load is gone. */
const scalingWindow = "1m";

/** gRPC codes of server failures, as 5xx does in HTTP: UNKNOWN, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED,
 * UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. Others are the caller's mistake. They arrive with HTTP status 200. */
const serverFaults = "2|4|8|12|13|14|15";

/** The series of one workload. */
export function ofWorkload({ name, namespace }: WorkloadName): Record<string, string> {
    return { namespace, workload: name };
}

/** The series of one version; of two at a time where a controller owns the pods of both. */
export function ofRelease(workload: WorkloadName, { ownLabels }: ReleaseBase): Record<string, string> {
    return { ...ofWorkload(workload), ...ownLabels };
}

/**
 * One vocabulary for every workload, whatever serves the model and in which unit it counts: scaling, analysis, alerts and
 * dashboards use only these names. A rule has no value where there was nothing to measure: without traffic the error ratio
 * is absent, not zero.
 */
export function recordingRules(plan: ServingPlan): RuleGroup {
    return {
        name: `inference-${plan.namespace}-${plan.name}`,
        interval: "15s",
        // A group runs its rules in order: those below read what those above have just written.
        rules: rules(plan).map(({ record, expr }) => ({ record, expr })),
    };
}

function rules(plan: ServingPlan): RecordingRule[] {
    const all: readonly RecordingRule[] = [
        { record: "inference:measured_pods", expr: measuredPods(plan) },
        { record: "inference:requests:rate1m", expr: requests(plan, scalingWindow) },
        { record: "inference:requests:rate5m", expr: requests(plan, judgingWindow) },
        { record: "inference:errors:ratio_rate5m", expr: errorRatio(plan) },
        { record: "inference:latency_seconds:p50", expr: latency(plan, 0.5, judgingWindow) },
        { record: "inference:latency_seconds:p95", expr: latency(plan, 0.95, judgingWindow) },
        { record: "inference:latency_seconds:p95_1m", expr: latency(plan, 0.95, scalingWindow) },
        { record: "inference:latency_seconds:p99", expr: latency(plan, 0.99, judgingWindow) },
        { record: "inference:queue_depth", expr: queueDepth(plan) },
        { record: "inference:accuracy", expr: accuracy(plan) },
        { record: "inference:gpu_utilization", expr: gpuUtilization(plan) },
    ];
    return all.filter(({ record }) => isRecorded(record, plan));
}

/** What decides which rules a workload has. */
interface Recorded {
    readonly metrics: Pick<ServingPlan["metrics"], "dialect" | "queue">;
    readonly gpus: number;
}

/** Rules that only some workloads have. */
const conditions: Partial<Record<RecordedName, (of: Recorded) => boolean>> = {
    "inference:queue_depth": ({ metrics }) => metrics.queue,
    "inference:accuracy": reportsAccuracy,
    "inference:gpu_utilization": ({ gpus }) => gpus > 0,
};

/** Whether a workload has the series of a rule that every workload may have. */
export function isRecorded(name: string, of: Recorded): boolean {
    return conditions[name as RecordedName]?.(of) ?? true;
}

/**
 * Pods whose server's own metrics arrive. `up` cannot tell: it belongs to the mesh's agent, which also answers while the
 * server does not. The series counted here exist before the first request.
 */
function measuredPods(plan: ServingPlan): string {
    const of = ofWorkload(plan);
    const written =
        plan.metrics.dialect === "tensorflow-serving"
            ? series(":tensorflow:cc:saved_model:load_attempt_count", of)
            : [
                  series("inference_queue_depth", of),
                  series("http_requests_total", of),
                  series("inference_duration_seconds_count", of),
              ].join(" or ");
    return `count ${by} (group by (${["pod", ...recordedLabels].join(", ")}) (${written}))`;
}

/** TensorFlow Serving does not report accuracy; servers of the contract do where they learn of outcomes. */
export function reportsAccuracy({ metrics }: { readonly metrics: Pick<ServingPlan["metrics"], "dialect"> }): boolean {
    return metrics.dialect === "contract";
}

function accuracy(plan: ServingPlan): string {
    return `avg ${by} (${series("model_accuracy", ofWorkload(plan))})`;
}

/** Requests that reached the workload's own proxy; those that callers could not send are not included. */
function requests(plan: ServingPlan, window: string): string {
    return `sum ${by} (rate(${series("istio_requests_total", received(plan))}[${window}]))`;
}

/** The requests that the workload's own proxies received. */
export function received(plan: ServingPlan): Record<string, string> {
    return { reporter: "destination", ...ofWorkload(plan) };
}

function errorRatio(plan: ServingPlan): string {
    const total = series("inference:requests:rate5m", ofWorkload(plan));
    const failed = (condition: Record<string, { matches: string }>) =>
        `(sum ${by} (rate(${series("istio_requests_total", { ...received(plan), ...condition })}[${judgingWindow}])) or ${total} * 0)`;
    const http = failed({ response_code: { matches: "5.." } });
    const grpc = failed({ grpc_response_status: { matches: serverFaults } });
    return `(${http} + ${grpc}) / (${total} > 0)`;
}

/**
 * Measured by the workload's own proxy, whose histogram has an edge at each latency that versions are judged by
 * (`latencyBuckets.ts`); TensorFlow Serving's has fixed edges. Without requests the quantile is NaN, which the comparison
 * drops.
 */
function latency(plan: ServingPlan, quantile: number, window: string): string {
    const histogram = series("istio_request_duration_milliseconds_bucket", received(plan));
    const withBuckets = `by (${[...recordedLabels, "le"].join(", ")})`;
    return `histogram_quantile(${quantile}, sum ${withBuckets} (rate(${histogram}[${window}]))) / 1000 > 0`;
}

/**
 * The contract has a gauge. TensorFlow Serving only sums the time that requests wait; waiting time per second is the mean
 * number that wait (Little's law).
 */
function queueDepth(plan: ServingPlan): string {
    const waited = series(":tensorflow:serving:batching_session:queuing_latency_sum", ofWorkload(plan));
    return plan.metrics.dialect === "contract"
        ? `sum ${by} (${series("inference_queue_depth", ofWorkload(plan))})`
        : `sum ${by} (rate(${waited}[${scalingWindow}])) / 1000000`;
}

/** The exporter's series carry namespace and pod of a GPU's user; the version comes from the pod's own target. */
function gpuUtilization(plan: ServingPlan): string {
    const gpus = series("DCGM_FI_DEV_GPU_UTIL", { namespace: plan.namespace });
    const pods = `max by (${["pod", ...recordedLabels].join(", ")}) (${series("up", ofWorkload(plan))} >= bool 0)`;
    return `avg ${by} (${gpus} * on (namespace, pod) group_left (workload, version, revision) ${pods}) / 100`;
}
