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

/** Label by which it says which index of the Job a pod has, from 0. */
export const jobIndexLabel = "batch.kubernetes.io/job-completion-index";

/** What the pods of a kind have beside the parts that those of all jobs share. */
export interface JobPodParts extends Omit<PodParts, "priorityClass" | "pod"> {
    /** Default: none. */
    readonly annotations?: Readonly<Record<string, string>>;
    /** Service that gives each pod a name in DNS. Default: pods have none. */
    readonly subdomain?: string;
}

/** The pods of a job: they run to their end once, and the Job's controller replaces those that fail. */
export function jobPodTemplate(
    plan: WorkloadPlan,
    release: PodRelease,
    context: StackContext,
    { annotations, subdomain, ...parts }: JobPodParts,
): PodTemplateSpec {
    return {
        metadata: {
            labels: podLabels(plan, release),
            annotations: {
                ...podAnnotations(plan, release, context),
                // Cluster Autoscaler must not evict work in progress because its node is underused.
                "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
                ...annotations,
            },
        },
        spec: podSpec(plan, release, context, {
            ...parts,
            priorityClass: "batch-workload-priority",
            pod: { restartPolicy: "Never", ...(subdomain !== undefined && { subdomain }) },
        }),
    };
}

/** Digits of the hash at the end of a Job's name. */
export const jobHashDigits = 8;

/**
 * Name of a Job: the workload's, and a hash of its immutable fields. A change makes another Job, and the
 * old one is deleted after it.
 *
 * @param immutable the fields of its spec, and whatever else must not change while it exists
 */
export function jobName(
    { name }: Pick<WorkloadPlan, "name">,
    immutable: k8s.types.input.batch.v1.JobSpec & { readonly queue?: string },
): pulumi.Output<string> {
    return pulumi.output(immutable).apply((spec) => `${name}-${sha256(stableJson(spec)).slice(0, jobHashDigits)}`);
}
