import { type RuleGroup } from "../../observation/alert";
import { series } from "../../observation/promql";
import { type WorkloadName } from "../../serving/labels";
import { ofWorkload } from "../../serving/observation/recordingRules";
import { driftAlert } from "../../serving/observation/servingAlerts";

/** A training that drift starts. */
export interface DriftTrigger {
    /** Workload whose predictions are watched; names are unique in a stack. */
    readonly workload: string;
    /** Fewest days between two runs. */
    readonly days: number;
}

/**
 * Name of a run: KEDA lets the API server end it in five letters and digits, a person ends it in the minute. Source: KEDA 2.20
 * `pkg/scaling/executor/scale_jobs.go`.
 */
const runEnding = "([a-z0-9]{5}|[0-9]{8,9})";

/** Days without Prometheus after which the last run is forgotten. */
const forgottenAfter = "7d";

/**
 * When the last run began, and whether the next one is due: while the alert on drift fires, unless a run has begun since it became
 * active, or within the last days. Jobs are deleted after a while, so that the time of the last one is recorded and repeats itself.
 */
export function driftTriggerRules(workload: WorkloadName, { workload: watched, days }: DriftTrigger): RuleGroup {
    const own = ofWorkload(workload);
    const started = series("training:started_seconds", own);
    const created = series("kube_job_created", {
        namespace: workload.namespace,
        job_name: { matches: `${workload.name}-${runEnding}` },
    });
    const alert = { alertname: driftAlert, workload: watched };
    const firing = `clamp_max(count(${series("ALERTS", { ...alert, alertstate: "firing" })}), 1)`;
    const since = `max(${series("ALERTS_FOR_STATE", alert)})`;
    return {
        name: `drift-trigger-${workload.namespace}-${workload.name}`,
        interval: "1m",
        rules: [
            {
                record: "training:started_seconds",
                expr: `max(${created} or last_over_time(${started}[${forgottenAfter}]))`,
                labels: own,
            },
            {
                record: "training:drift_due",
                expr:
                    `${firing} unless max(${started}) > ${since} ` +
                    `unless max(${started}) > time() - ${days * 86_400} or vector(0)`,
                labels: own,
            },
        ],
    };
}

/** 1 while a run is due, else 0; no value while the rules are not evaluated. */
export function driftDue(workload: WorkloadName): string {
    return `max(${series("training:drift_due", ofWorkload(workload))})`;
}
