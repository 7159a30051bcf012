import type * as pulumi from "@pulumi/pulumi";
import { type WorkloadContext } from "../../serving/context";
import { cronJob } from "../../serving/jobs/cronJob";
import { podFailurePolicy } from "../../kubernetes/podFailures";
import { type BatchPlan } from "./plan";
import { batchPods } from "./pods";
import { type BatchInferenceConfig } from "./schema";

/** The CronJob whose runs divide the inputs among their pods. */
export function batchCronJob(
    plan: BatchPlan,
    config: BatchInferenceConfig,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const spec = {
        completions: config.completions,
        parallelism: config.parallelism,
        completionMode: "Indexed",
        // A part that fails does not stop the others.
        backoffLimitPerIndex: config.backoffLimit,
        activeDeadlineSeconds: config.deadlineSeconds,
        podReplacementPolicy: "Failed",
        podFailurePolicy,
        template: batchPods(plan, config, context),
    };
    cronJob(plan, config, spec, context, before);
}
