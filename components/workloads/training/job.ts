import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { disruptionsDoNotCount } from "../../kubernetes/podFailures";
import { child, metadata, type StackContext, type WorkloadContext } from "../../serving/context";
import { type CronConfig } from "../../../config/serving/job";
import { cronJob } from "../../serving/jobs/cronJob";
import { handover, handoverEnv } from "../../serving/jobs/handover";
import { jobName, jobNameLabel, jobPodTemplate } from "../../serving/jobs/jobTemplate";
import { scaledJob } from "../../serving/jobs/scaledJob";
import { scriptPath, scriptsMount } from "../../serving/jobs/scripts";
import { mountedObjects } from "../../serving/pod/objectVolume";
import { driftAlert } from "../../serving/observation/servingAlerts";
import { prometheusQuery } from "../../serving/scaling/triggers/prometheus";
import { storeClient } from "../../serving/pod/storeClient";
import { type TrainingConfig } from "./schema";
import { driftDue } from "./driftTrigger";
import { dataVolume, type TrainingPlan, trainingScript } from "./plan";

type Container = k8s.types.input.core.v1.Container;

const programContainer = "train";

/** Says on each run what has started it. */
const startedByAnnotation = "inference-platform/started-by";

/** Exit code of a run whose output can never be published; `training-store.sh` gives it. */
const hopelessExitCode = 70;

/** The Job, or the CronJob or ScaledJob that makes one each time. Both wait until the stack file says `run: true`. */
export function trainingRuns(
    plan: TrainingPlan,
    config: TrainingConfig,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const immutable = immutableSpec(plan, config, context);
    const mutable = {
        backoffLimit: config.backoffLimit,
        ttlSecondsAfterFinished: config.ttlSeconds,
        ...(config.deadlineSeconds !== undefined && { activeDeadlineSeconds: config.deadlineSeconds }),
        // A pod that saves its last checkpoint is not joined by its replacement.
        podReplacementPolicy: "Failed",
    };
    const { retraining } = config;
    if (retraining !== undefined) {
        const spec = { ...immutable, ...mutable };
        const { schedule, drift, ...runs } = { ...retraining, suspend: !config.run };
        if (schedule !== undefined) {
            cronJob(plan, { ...runs, schedule }, spec, context, before);
        }
        if (drift !== undefined) {
            driftJobs(plan, drift.workload, runs, spec, context, before);
        }
        return;
    }
    new k8s.batch.v1.Job(
        plan.name,
        {
            metadata: {
                ...metadata(plan, plan.name, {
                    // A run takes hours: an update of the stack starts it, and does not wait for its end.
                    "pulumi.com/skipAwait": "true",
                }),
                name: jobName(plan, immutable),
            },
            spec: {
                ...immutable,
                ...mutable,
                suspend: !config.run,
            },
        },
        child(context, before),
    );
}

/** Seconds between two looks at drift: long enough for Prometheus to have seen a run that has failed at once. */
const pollingInterval = 300;

/** The ScaledJob that starts a run when drift asks for one. */
function driftJobs(
    plan: TrainingPlan,
    watched: string,
    runs: Pick<CronConfig, "suspend" | "history">,
    spec: k8s.types.input.batch.v1.JobSpec,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const { suspend, history } = runs;
    // No value means that the rules are not evaluated.
    const metadata = prometheusQuery(context.inCluster.metrics.prometheusUrl, driftDue(plan), 1);
    scaledJob(
        plan,
        {
            suspend,
            history,
            pollingInterval,
            maxReplicaCount: 1,
            triggers: [{ type: "prometheus", name: "drift", metadata }],
            annotations: { [startedByAnnotation]: `${driftAlert} of ${watched}` },
        },
        spec,
        context,
        before,
    );
}

/** Fields that are immutable for the API server or for the provider. */
function immutableSpec(
    plan: TrainingPlan,
    config: TrainingConfig,
    context: StackContext,
): k8s.types.input.batch.v1.JobSpec {
    return {
        completions: config.completions,
        parallelism: config.parallelism,
        completionMode: "Indexed",
        podFailurePolicy: {
            rules: [
                disruptionsDoNotCount,
                {
                    action: "FailJob",
                    onExitCodes: { containerName: programContainer, operator: "In", values: [hopelessExitCode] },
                },
            ],
        },
        template: jobPodTemplate(plan, plan.releases[0], context, {
            container: programContainer,
            before: storeContainers(plan, config, context),
            volumes: [mountedObjects(dataVolume(plan, config))],
        }),
    };
}

/** The containers that restore the last checkpoint first, and keep new ones and publish the model beside the program. */
function storeContainers(plan: TrainingPlan, config: TrainingConfig, context: StackContext): Container[] {
    const { models, results } = context.platform.stores;
    if (results === undefined) {
        throw new Error("training keeps its checkpoints in the store of results, which the stack does not have");
    }
    const shared = {
        workload: plan,
        command: ["bash", scriptPath(trainingScript)],
        env: {
            ...handoverEnv,
            MODELS_BUCKET: models.bucket,
            MODEL_PREFIX: plan.modelPrefix,
            ...(config.output.version !== undefined && { MODEL_VERSION: String(config.output.version) }),
            CHECKPOINTS_BUCKET: results.bucket,
            CHECKPOINTS_PREFIX: plan.checkpointsPrefix,
            CHECKPOINTS_FOLDER: plan.checkpoints.mountPath,
            OUTPUT_FOLDER: plan.output.mountPath,
            ...(config.retraining?.drift !== undefined && { NUMBERS_PREFIX: `${plan.checkpointsPrefix}numbers/` }),
        },
        // The Job's name tells repeated runs which version they make.
        ...(config.retraining !== undefined && { fromLabels: { JOB_NAME: jobNameLabel } }),
        localMiB: plan.localMiB,
    };
    const mounts = (readOnly: boolean) => [
        { name: handover.name, mountPath: handover.mountPath },
        { name: plan.checkpoints.name, mountPath: plan.checkpoints.mountPath, readOnly },
        { name: plan.output.name, mountPath: plan.output.mountPath, readOnly },
        scriptsMount,
    ];
    return [
        storeClient({ name: "restore", ...shared, args: ["restore"], mounts: mounts(false) }, context),
        storeClient({ name: "keep", ...shared, args: ["keep"], mounts: mounts(true), beside: true }, context),
    ];
}
