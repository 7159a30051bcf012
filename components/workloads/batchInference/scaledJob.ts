import type { IScaledJob } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledJob";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../../serving/context";
import { disruptionsDoNotCount } from "../../kubernetes/podFailures";
import { authenticationName, triggerAuthentication } from "../../serving/scaling/authentication";
import { type BatchPlan } from "./plan";
import { batchPods } from "./pods";
import { type BatchInferenceConfig } from "./schema";

/** The package's model has an older Job, with pods of its own types. */
type ScaledJobSpec = Omit<NonNullable<IScaledJob["spec"]>, "jobTargetRef"> & {
    readonly jobTargetRef: k8s.types.input.batch.v1.JobSpec;
};

/** The ScaledJob that starts a run of one pod for every few messages. */
export function batchScaledJob(
    plan: BatchPlan,
    config: BatchInferenceConfig & Required<Pick<BatchInferenceConfig, "queue">>,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const { queue, suspend, parallelism, history } = config;
    const { type, metadata: settings } = context.platform.cloud.queues.trigger(queue.url, queue.messages);
    customResource<{ spec: ScaledJobSpec }>(
        plan.name,
        {
            apiVersion: apiVersions.keda,
            kind: "ScaledJob",
            metadata: metadata(plan, plan.name, suspend ? { "autoscaling.keda.sh/paused": "true" } : undefined),
            spec: {
                jobTargetRef: {
                    completions: 1,
                    parallelism: 1,
                    backoffLimit: config.backoffLimit,
                    activeDeadlineSeconds: config.deadlineSeconds,
                    podReplacementPolicy: "Failed",
                    podFailurePolicy: { rules: [disruptionsDoNotCount] },
                    template: batchPods(plan, config, context),
                },
                pollingInterval: 30,
                maxReplicaCount: parallelism,
                successfulJobsHistoryLimit: history.successful,
                failedJobsHistoryLimit: history.failed,
                // Runs that have begun keep their template.
                rollout: { strategy: "gradual" },
                // The length of the queue includes the messages that pods work, and so counts those pods, too.
                scalingStrategy: { strategy: "default" },
                triggers: [
                    { type, name: "queue", metadata: settings, authenticationRef: { name: authenticationName(plan) } },
                ],
            },
        },
        child(context, [...before, triggerAuthentication(plan, context), ...context.inCluster.keda.ready]),
    );
}
