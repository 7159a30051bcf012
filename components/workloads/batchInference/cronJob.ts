import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StackContext, type WorkloadContext } from "../../serving/context";
import { cronJob } from "../../serving/jobs/cronJob";
import { handover, handoverEnv } from "../../serving/jobs/handover";
import { disruptionsDoNotCount, jobNameLabel, jobPodTemplate } from "../../serving/jobs/jobTemplate";
import { scriptPath, scriptsMount } from "../../serving/jobs/scripts";
import { mountedObjects } from "../../serving/pod/objectVolume";
import { storeClient } from "../../serving/pod/storeClient";
import { batchScript, type BatchPlan, inputVolume } from "./plan";
import { type BatchInferenceConfig } from "./schema";

type Container = k8s.types.input.core.v1.Container;

/** The CronJob whose runs divide the inputs among their pods. */
export function batchCronJob(
    plan: BatchPlan,
    config: BatchInferenceConfig,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    cronJob(plan, config, jobSpec(plan, config, context), context, before);
}

function jobSpec(
    plan: BatchPlan,
    config: BatchInferenceConfig,
    context: StackContext,
): k8s.types.input.batch.v1.JobSpec {
    return {
        completions: config.completions,
        parallelism: config.parallelism,
        completionMode: "Indexed",
        // A part that fails does not stop the others.
        backoffLimitPerIndex: config.backoffLimit,
        activeDeadlineSeconds: config.deadlineSeconds,
        podReplacementPolicy: "Failed",
        podFailurePolicy: { rules: [disruptionsDoNotCount] },
        template: jobPodTemplate(plan, plan.releases[0], context, {
            container: "infer",
            before: storeContainers(plan, config, context),
            volumes: [mountedObjects(inputVolume(plan, config))],
        }),
    };
}

/** The containers that choose the inputs first, and store results beside the program. */
function storeContainers(plan: BatchPlan, config: BatchInferenceConfig, context: StackContext): Container[] {
    const { data, results } = context.platform.stores;
    if (data === undefined || results === undefined) {
        throw new Error("batch inference needs the stores of data and results, and the stack lacks one");
    }
    const shared = {
        workload: plan,
        command: ["bash", scriptPath(batchScript)],
        env: {
            ...handoverEnv,
            INPUT_BUCKET: data.bucket,
            INPUT_PREFIX: config.input.path,
            OUTPUT_BUCKET: results.bucket,
            OUTPUT_PREFIX: config.output.path,
            OUTPUT_FOLDER: plan.output.mountPath,
            SHARD_COUNT: String(config.completions),
        },
        fromLabels: { JOB_NAME: jobNameLabel },
        localMiB: plan.localMiB,
        mounts: [
            { name: handover.name, mountPath: handover.mountPath },
            { name: plan.output.name, mountPath: plan.output.mountPath },
            scriptsMount,
        ],
    };
    return [
        storeClient({ name: "plan", ...shared, args: ["plan"] }, context),
        storeClient({ name: "keep", ...shared, args: ["keep"], beside: true }, context),
    ];
}
