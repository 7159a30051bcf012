import type * as pulumi from "@pulumi/pulumi";
import { podFailurePolicy } from "../../kubernetes/podFailures";
import { type WorkloadContext } from "../../serving/context";
import { scaledJob } from "../../serving/jobs/scaledJob";
import { authenticationName, triggerAuthentication } from "../../serving/scaling/authentication";
import { type BatchPlan } from "./plan";
import { batchPods } from "./pods";
import { type BatchInferenceConfig } from "./schema";

/** The ScaledJob that starts a run of one pod for every few messages. */
export function batchScaledJob(
    plan: BatchPlan,
    config: BatchInferenceConfig & Required<Pick<BatchInferenceConfig, "queue">>,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const { queue, suspend, parallelism, history } = config;
    const { type, metadata } = context.platform.cloud.queues.trigger(queue.url, queue.messages);
    scaledJob(
        plan,
        {
            suspend,
            history,
            pollingInterval: 30,
            maxReplicaCount: parallelism,
            triggers: [{ type, name: "queue", metadata, authenticationRef: { name: authenticationName(plan) } }],
        },
        {
            completions: 1,
            parallelism: 1,
            backoffLimit: config.backoffLimit,
            activeDeadlineSeconds: config.deadlineSeconds,
            podReplacementPolicy: "Failed",
            podFailurePolicy,
            template: batchPods(plan, config, context),
        },
        context,
        [...before, triggerAuthentication(plan, context)],
    );
}
