import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { type StackContext } from "../context";
import { ofRelease, ofWorkload } from "../observation/recordingRules";
import { type Release, type ServingPlan } from "../plan";
import { controllerRef } from "../server/controllerKinds";
import { authenticationName } from "./authentication";
import { type Bounds } from "./bounds";
import { type ScalingPlan } from "./plan";

/** The package's model lacks `fallback.behavior`, which KEDA 2.18 added. */
export type ScaledObjectSpec = Omit<IScaledObject["spec"], "fallback"> & {
    readonly fallback?: {
        readonly failureThreshold: number;
        readonly replicas: number;
        readonly behavior: "currentReplicasIfHigher";
    };
};

const pollingInterval = 30;
/** Polls without an answer before the fallback applies. */
const failureThreshold = 3;

/** Up at once and by much, since users wait; down slowly, since models take long to load. */
const behavior = {
    scaleUp: {
        stabilizationWindowSeconds: 60,
        selectPolicy: "Max",
        policies: [
            { type: "Percent", value: 50, periodSeconds: 60 },
            { type: "Pods", value: 2, periodSeconds: 60 },
        ],
    },
    scaleDown: {
        stabilizationWindowSeconds: 300,
        policies: [{ type: "Percent", value: 25, periodSeconds: 60 }],
    },
};

/** How many pods one version has, by what its users notice. */
export function scaledObjectSpec(
    plan: ServingPlan,
    scaling: ScalingPlan,
    release: Release,
    { platform, inCluster }: StackContext,
): ScaledObjectSpec {
    const { bounds } = release;
    const of = {
        workload: ofWorkload(plan),
        release: ofRelease(plan, release),
        weight: release.weight,
        idles: bounds.min === 0,
        prometheusUrl: inCluster.metrics.prometheusUrl,
        queues: platform.cloud.queues,
        authentication: authenticationName(plan),
    };
    return {
        scaleTargetRef: controllerRef(plan.controller, release.name),
        pollingInterval,
        cooldownPeriod: 300,
        minReplicaCount: bounds.min,
        maxReplicaCount: bounds.max,
        ...fallback(scaling, bounds),
        advanced: { horizontalPodAutoscalerConfig: { behavior } },
        triggers: scaling.triggers.flatMap((trigger) => trigger.render(of)),
    };
}

/**
 * Pods while Prometheus does not answer. KEDA falls back only from metrics that count per pod, and would override the
 * other triggers with a fixed number: when more pods run, they are kept.
 */
function fallback(
    { triggers, fallbackReplicas }: ScalingPlan,
    { min, max }: Bounds,
): Pick<ScaledObjectSpec, "fallback"> {
    if (!triggers.some(({ fallsBack }) => fallsBack)) {
        return {};
    }
    const replicas = Math.min(max, Math.max(1, min, fallbackReplicas ?? 0));
    return { fallback: { failureThreshold, replicas, behavior: "currentReplicasIfHigher" } };
}
