import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { sha256 } from "../../kubernetes/names";
import { stableJson } from "../../kubernetes/stableJson";
import { type StackContext } from "../context";
import { type PodRelease, type WorkloadPlan } from "../pod/plan";
import { podAnnotations, podLabels, podSpec, type PodParts } from "../pod/podSpec";

type PodTemplateSpec = k8s.types.input.core.v1.PodTemplateSpec;

/** Label by which the Job's controller says whose a pod is. */
export const jobNameLabel = "batch.kubernetes.io/job-name";

/** The pods of a job: they run to their end once, and the Job's controller replaces those that fail. */
export function jobPodTemplate(
    plan: WorkloadPlan,
    release: PodRelease,
    context: StackContext,
    parts: Omit<PodParts, "priorityClass" | "pod">,
): PodTemplateSpec {
    return {
        metadata: {
            labels: podLabels(plan, release),
            annotations: {
                ...podAnnotations(plan, release, context),
                // Cluster Autoscaler must not evict work in progress because its node is underused.
                "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
            },
        },
        spec: podSpec(plan, release, context, {
            ...parts,
            priorityClass: "batch-workload-priority",
            pod: { restartPolicy: "Never" },
        }),
    };
}

/** Digits of the hash at the end of a Job's name. */
export const jobHashDigits = 8;

/**
 * Name of a Job: the workload's, and a hash of its immutable fields. A change makes another Job, and the
 * old one is deleted after it.
 */
export function jobName(
    { name }: Pick<WorkloadPlan, "name">,
    immutable: k8s.types.input.batch.v1.JobSpec,
): pulumi.Output<string> {
    return pulumi.output(immutable).apply((spec) => `${name}-${sha256(stableJson(spec)).slice(0, jobHashDigits)}`);
}
