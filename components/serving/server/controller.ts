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

/** Loading a large model on a new node takes minutes; only after this long is a rollout considered stuck. */
export const progressDeadlineSeconds = 1800;
export const revisionHistoryLimit = 5;

/** The fixed number of pods. Absent when an autoscaler owns it, which an update would otherwise undo. */
export function fixedReplicas({ scaling }: ServingPlan, { bounds }: Release): { replicas?: number } {
    return scaling !== undefined ? {} : { replicas: bounds.max };
}
