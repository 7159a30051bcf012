import type * as pulumi from "@pulumi/pulumi";
import { type WorkloadContext } from "../context";
import { type Release, type ServingPlan } from "../plan";

/** What owns the pods of a version. */
export interface PodController {
    /** Whether pods of the previous version may still run, and read their files, when an update has ended. */
    readonly outlivesUpdate: boolean;
    /** Creates it once everything in `before` exists. */
    create(
        plan: ServingPlan,
        release: Release,
        context: WorkloadContext,
        before: readonly pulumi.Resource[],
    ): pulumi.Resource;
}

/** Seconds that a new node, images and copies of models may take before a pod's server starts. */
const beforeStartSeconds = 900;

/**
 * Seconds without progress after which a rollout is considered stuck: half an hour, or longer where the server may take longer to
 * start and to warm up.
 */
export function progressDeadlineSeconds({ program: { probes, warmUp } }: Release): number {
    const { initialDelaySeconds = 0, periodSeconds, failureThreshold } = probes.startup;
    const startSeconds = initialDelaySeconds + periodSeconds * failureThreshold + (warmUp?.config.seconds ?? 0);
    return Math.max(1800, beforeStartSeconds + startSeconds);
}

export const revisionHistoryLimit = 5;

/** The fixed number of pods. Absent when an autoscaler owns it, which an update would otherwise undo. */
export function fixedReplicas({ scaling }: ServingPlan, { bounds }: Release): { replicas?: number } {
    return scaling !== undefined ? {} : { replicas: bounds.max };
}
