import type * as k8s from "@pulumi/kubernetes";
import { isScaled, type ScalingConfig } from "../../../config/serving/scaling";
import { releaseSelector } from "../labels";
import { cacheClaimTemplate } from "../models/modelVolume";
import { podTemplate } from "./podTemplate";
import { type Release, releaseName, type ServingContext, type ServingPlan } from "../plan";

/** Loading a large model from a cold node takes minutes; only then is a roll-out called stuck. */
export const progressDeadlineSeconds = 1800;
const revisionHistoryLimit = 5;

/** Bounds for the pods of one of several versions: its share of the workload's, at least one. */
export function releaseBounds(
    scaling: ScalingConfig,
    release: Release,
): { readonly min: number; readonly max: number } {
    const share = release.weight / 100;
    const min = Math.max(Math.min(1, scaling.min), Math.ceil(scaling.min * share));
    return { min, max: Math.max(min, 1, Math.ceil(scaling.max * share)) };
}

/** The fixed number of pods; absent when an autoscaler owns it, which an update would otherwise undo. */
export function fixedReplicas(plan: ServingPlan, release: Release): { replicas?: number } {
    const { scaling } = plan.config;
    return isScaled(scaling) ? {} : { replicas: releaseBounds(scaling, release).max };
}

export function deploymentSpec(
    plan: ServingPlan,
    release: Release,
    context: ServingContext,
): k8s.types.input.apps.v1.DeploymentSpec {
    const { maxUnavailable, maxSurge } = plan.config.rollingUpdate ?? { maxUnavailable: 0, maxSurge: 1 };
    return {
        ...fixedReplicas(plan, release),
        selector: { matchLabels: releaseSelector(plan, release) },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } },
        revisionHistoryLimit,
        progressDeadlineSeconds,
        template: podTemplate(plan, release, context),
    };
}

/** Pods that each keep a volume with the models they have copied. */
export function statefulSetSpec(
    plan: ServingPlan,
    release: Release,
    context: ServingContext,
): k8s.types.input.apps.v1.StatefulSetSpec {
    return {
        ...fixedReplicas(plan, release),
        serviceName: headlessName(plan, release),
        selector: { matchLabels: releaseSelector(plan, release) },
        // Replicas do not know of each other: no reason to start them one by one.
        podManagementPolicy: "Parallel",
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        revisionHistoryLimit,
        template: podTemplate(plan, release, context),
        volumeClaimTemplates: [cacheClaimTemplate(plan, release)],
    };
}

export function headlessName(plan: ServingPlan, release: Release): string {
    return `${releaseName(plan, release)}-pods`;
}

/** Keeps enough pods while nodes are drained, and always lets one go. */
export function disruptionBudgetSpec(
    plan: ServingPlan,
    release: Release,
): k8s.types.input.policy.v1.PodDisruptionBudgetSpec {
    const { minAvailable, traffic } = plan.config;
    return {
        selector: { matchLabels: releaseSelector(plan, release) },
        // With several versions a number for the whole workload says nothing of one of them.
        ...(minAvailable === undefined || traffic.strategy === "weighted" ? { maxUnavailable: 1 } : { minAvailable }),
    };
}
