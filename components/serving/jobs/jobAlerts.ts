import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type WorkloadName } from "../labels";
import { jobHashDigits } from "./jobTemplate";

/** Which Jobs are runs of a workload: one that the stack creates itself, or those of its CronJob or ScaledJob. */
export type JobOrigin = "job" | "cron-job" | "scaled-job";

const each = "namespace, job_name";

/** How long a run may have no ready pod: a GPU node needs minutes, spot capacity sometimes half an hour. */
const stuckFor = "1h";

/** Alerts on the runs of a workload whose pods run to their end. */
export function jobAlerts(workload: WorkloadName, origin: JobOrigin): readonly Alert[] {
    const { name } = workload;
    return [
        {
            name: "JobFailed",
            expr: origin === "job" ? failed(workload, origin) : failedSinceSuccess(workload, origin),
            for: "1m",
            severity: "warning",
            summary: `Run {{ $labels.job_name }} of ${name} has failed`,
            description:
                "The run has used up its retries or its time. A training does not start again by itself; of a schedule or a " +
                "queue, no run that began later has succeeded.",
            runbook: "job-failed",
            noData: "silent",
        },
        {
            name: "JobStuck",
            expr: stuck(workload, origin),
            for: stuckFor,
            severity: "warning",
            summary: `Run {{ $labels.job_name }} of ${name} makes no progress`,
            description:
                "The run has started and not ended, and for an hour none of its pods has been ready: they wait for a node, " +
                "an image or their inputs, or nothing may create them.",
            runbook: "job-stuck",
            noData: "silent",
        },
    ];
}

/** A metric of a run, on the runs of the workload alone: other labels depend on the pod that reports it. */
function ofRuns(metric: string, { name, namespace }: WorkloadName, origin: JobOrigin): string {
    const found = `max by (${each}) (${metric})`;
    const owner = series("kube_job_owner", { namespace, owner_name: name });
    return origin === "job" ? found : `${found} and on (${each}) ${owner}`;
}

/** Labels of the runs as far as they follow from the workload. */
function runs({ name, namespace }: WorkloadName, origin: JobOrigin) {
    return { namespace, ...(origin === "job" && { job_name: { matches: `${name}-[0-9a-f]{${jobHashDigits}}` } }) };
}

function failed(workload: WorkloadName, origin: JobOrigin): string {
    const condition = series("kube_job_failed", { ...runs(workload, origin), condition: "true" });
    return ofRuns(`${condition} > 0`, workload, origin);
}

/** The history keeps failed runs for weeks: those before a success are past. */
function failedSinceSuccess(workload: WorkloadName, origin: JobOrigin): string {
    const { name, namespace } = workload;
    const created = `max by (${each}) (${series("kube_job_created", { namespace })})`;
    const times =
        origin === "cron-job"
            ? series("kube_cronjob_status_last_successful_time", { namespace, cronjob: name })
            : `${ofRuns(series("kube_job_created", { namespace }), workload, origin)} and on (${each}) ` +
              `${series("kube_job_complete", { namespace, condition: "true" })} > 0`;
    const success = `max by (namespace) (${times})`;
    return `${failed(workload, origin)} unless on (${each}) ${created} < on (namespace) group_left () ${success}`;
}

function stuck(workload: WorkloadName, origin: JobOrigin): string {
    const of = runs(workload, origin);
    const started = ofRuns(series("kube_job_status_start_time", of), workload, origin);
    const otherwise = [
        series("kube_job_complete", { ...of, condition: "true" }),
        series("kube_job_failed", { ...of, condition: "true" }),
        series("kube_job_status_suspended", of),
        series("kube_job_status_ready", of),
    ];
    return [started, ...otherwise.map((metric) => `${metric} > 0`)].join(` unless on (${each}) `);
}
