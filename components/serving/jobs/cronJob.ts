import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type CronConfig } from "../../../config/serving/job";
import { child, metadata, type WorkloadContext } from "../context";
import { type WorkloadPlan } from "../pod/plan";

interface CronJobSettings extends CronConfig {
    /** Labels of the Jobs beside those of all objects. Default: none. */
    readonly labels?: Readonly<Record<string, string>>;
}

/** A CronJob that starts one run at a time. Its template may change: runs that have begun keep theirs. */
export function cronJob(
    plan: WorkloadPlan,
    { schedule, suspend, startingDeadlineSeconds, history, labels: more }: CronJobSettings,
    spec: k8s.types.input.batch.v1.JobSpec,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const { labels } = metadata(plan, plan.name);
    new k8s.batch.v1.CronJob(
        plan.name,
        {
            metadata: metadata(plan, plan.name),
            spec: {
                schedule,
                timeZone: "Etc/UTC",
                suspend,
                // A run that is late would otherwise do the same work beside the next one.
                concurrencyPolicy: "Forbid",
                startingDeadlineSeconds,
                successfulJobsHistoryLimit: history.successful,
                failedJobsHistoryLimit: history.failed,
                jobTemplate: { metadata: { labels: { ...labels, ...more } }, spec },
            },
        },
        child(context, before),
    );
}

/** The date of a schedule that never comes. */
const never = "0 0 31 2 *";

/** A CronJob that only `kubectl create job --from` starts. */
export function cronTemplate(
    plan: WorkloadPlan,
    spec: k8s.types.input.batch.v1.JobSpec,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const settings = {
        schedule: never,
        suspend: true,
        startingDeadlineSeconds: 600,
        history: { successful: 3, failed: 3 },
    };
    cronJob(plan, settings, spec, context, before);
}
