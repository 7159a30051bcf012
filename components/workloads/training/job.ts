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
import { gangAnnotations, gangContainerPorts, isGang, peerLostExitCode, podsOfRun } from "./gang";
import { queueLabel, trainingQueue } from "./queue";
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
    const queue = trainingQueue(plan, config, context);
    const queued: Record<string, string> = queue === undefined ? {} : { [queueLabel]: queue.name };
    const after = [...before, ...(queue?.ready ?? [])];
    const mutable = {
        // A run that fails takes all its pods with it.
        backoffLimit: config.backoffLimit * config.pods,
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
            cronJob(plan, { ...runs, schedule, labels: queued }, spec, context, after);
        }
        if (drift !== undefined) {
            driftJobs(plan, drift.workload, { ...runs, labels: queued }, spec, context, after);
        }
        return;
    }
    const own = metadata(plan, plan.name, {
        // A run takes hours: an update of the stack starts it, and does not wait for its end.
        "pulumi.com/skipAwait": "true",
    });
    new k8s.batch.v1.Job(
        plan.name,
        {
            metadata: {
                ...own,
                labels: { ...own.labels, ...queued },
                // Another way of being started makes another Job: a field that changes hands would start this one for a moment.
                name: jobName(plan, queue === undefined ? immutable : { ...immutable, queue: queue.name }),
            },
            // Kueue suspends each Job of a queue when it is created, and owns the field from then on.
            spec: { ...immutable, ...mutable, ...(queue === undefined && { suspend: !config.run }) },
        },
        child(context, after),
    );
}

/** Seconds between two looks at drift: long enough for Prometheus to have seen a run that has failed at once. */
const pollingInterval = 300;

/** The ScaledJob that starts a run when drift asks for one. */
function driftJobs(
    plan: TrainingPlan,
    watched: string,
    runs: Pick<CronConfig, "suspend" | "history"> & { readonly labels: Readonly<Record<string, string>> },
    spec: k8s.types.input.batch.v1.JobSpec,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const { suspend, history, labels } = runs;
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
            labels,
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
    const gang = isGang(config);
    return {
        ...podsOfRun(config),
        completionMode: "Indexed",
        podFailurePolicy: {
            rules: [
                disruptionsDoNotCount,
                onExitCode("FailJob", hopelessExitCode),
                // The pods that an interruption leaves behind say nothing of the program either.
                ...(gang ? [onExitCode("Ignore", peerLostExitCode)] : []),
            ],
        },
        template: jobPodTemplate(plan, plan.releases[0], context, {
            container: programContainer,
            before: storeContainers(plan, config, context),
            volumes: [mountedObjects(dataVolume(plan, config))],
            ...(gang && {
                main: { ports: gangContainerPorts(config) },
                annotations: gangAnnotations,
                subdomain: plan.name,
            }),
        }),
    };
}

function onExitCode(action: "FailJob" | "Ignore", code: number): k8s.types.input.batch.v1.PodFailurePolicyRule {
    return { action, onExitCodes: { containerName: programContainer, operator: "In", values: [code] } };
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
            ...(isGang(config) && { RUN_PODS: String(config.pods) }),
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
