import type { IScaledJob } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledJob";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type CronConfig } from "../../../config/serving/job";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../context";
import { type WorkloadPlan } from "../pod/plan";

/** The package's model has an older Job, with pods of its own types. */
type ScaledJobSpec = Omit<NonNullable<IScaledJob["spec"]>, "jobTargetRef"> & {
    readonly jobTargetRef: k8s.types.input.batch.v1.JobSpec;
};

export interface ScaledJobSettings extends Pick<CronConfig, "suspend" | "history"> {
    /** Seconds between two looks at the triggers. */
    readonly pollingInterval: number;
    /** Most runs at a time. */
    readonly maxReplicaCount: number;
    readonly triggers: ScaledJobSpec["triggers"];
    /** Annotations that each run gets too. Default: none. */
    readonly annotations?: Readonly<Record<string, string>>;
    /** Labels that each run gets too. Default: none beside those of all objects. */
    readonly labels?: Readonly<Record<string, string>>;
}

/** A ScaledJob of KEDA, which starts runs as its triggers ask for them. */
export function scaledJob(
    plan: WorkloadPlan,
    { suspend, history, annotations, labels, ...settings }: ScaledJobSettings,
    jobTargetRef: k8s.types.input.batch.v1.JobSpec,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const noted = { ...annotations, ...(suspend && { "autoscaling.keda.sh/paused": "true" }) };
    const own = metadata(plan, plan.name, Object.keys(noted).length === 0 ? undefined : noted);
    customResource<{ spec: ScaledJobSpec }>(
        plan.name,
        {
            apiVersion: apiVersions.keda,
            kind: "ScaledJob",
            metadata: { ...own, labels: { ...own.labels, ...labels } },
            spec: {
                jobTargetRef,
                ...settings,
                successfulJobsHistoryLimit: history.successful,
                failedJobsHistoryLimit: history.failed,
                // Runs that have begun keep their template.
                rollout: { strategy: "gradual" },
                // What triggers count includes the work of pods that run, and so counts those pods, too.
                scalingStrategy: { strategy: "default" },
            },
        },
        child(context, [...before, ...context.inCluster.keda.ready]),
    );
}
