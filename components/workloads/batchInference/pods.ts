import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type StackContext } from "../../serving/context";
import { handover, handoverEnv } from "../../serving/jobs/handover";
import { jobNameLabel, jobPodTemplate } from "../../serving/jobs/jobTemplate";
import { scriptPath, scriptsMount } from "../../serving/jobs/scripts";
import { mountedObjects } from "../../serving/pod/objectVolume";
import { storeClient } from "../../serving/pod/storeClient";
import { batchScript, type BatchPlan, inputVolume, queueScript } from "./plan";
import { type BatchInferenceConfig } from "./schema";

/** The pods of a run: the program, and the containers that choose its inputs first and store results beside it. */
export function batchPods(
    plan: BatchPlan,
    config: BatchInferenceConfig,
    context: StackContext,
): k8s.types.input.core.v1.PodTemplateSpec {
    return jobPodTemplate(plan, plan.releases[0], context, {
        container: "infer",
        before: storeContainers(plan, config, context),
        volumes: [mountedObjects(inputVolume(plan, config))],
    });
}

function storeContainers(
    plan: BatchPlan,
    config: BatchInferenceConfig,
    context: StackContext,
): k8s.types.input.core.v1.Container[] {
    const { data, results } = context.platform.stores;
    if (data === undefined || results === undefined) {
        throw new Error("batch inference needs the stores of data and results, and the stack lacks one");
    }
    const { script, env } = chosenBy(config, data.bucket);
    const shared = {
        workload: plan,
        command: ["bash", scriptPath(script)],
        env: {
            ...handoverEnv,
            ...env,
            INPUT_PREFIX: config.input.path,
            OUTPUT_BUCKET: results.bucket,
            OUTPUT_PREFIX: config.output.path,
            OUTPUT_FOLDER: plan.output.mountPath,
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

/** What chooses the inputs of a pod: its part of all of them, or messages. */
function chosenBy(
    { queue, completions }: BatchInferenceConfig,
    bucket: pulumi.Input<string>,
): { readonly script: string; readonly env: Readonly<Record<string, pulumi.Input<string>>> } {
    return queue === undefined
        ? { script: batchScript, env: { INPUT_BUCKET: bucket, SHARD_COUNT: String(completions) } }
        : {
              script: queueScript,
              env: {
                  QUEUE_URL: queue.url,
                  MESSAGES: String(queue.messages),
                  VISIBILITY_SECONDS: String(queue.visibilitySeconds),
              },
          };
}
