import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../context";
import { type Release, type ServingPlan } from "../plan";
import { scaledObjectSpec, type ScaledObjectSpec } from "./scaledObject";
import { type VerticalPodAutoscaler, verticalPodAutoscalerSpec } from "./verticalPodAutoscaler";

/** What changes the number of a version's pods, and what recommends their size. */
export function scalingObjects(
    plan: ServingPlan,
    release: Release,
    context: WorkloadContext,
    controller: pulumi.Resource,
): void {
    const { keda, vpa } = context.inCluster;
    if (plan.scaling !== undefined) {
        customResource<{ spec: ScaledObjectSpec }>(
            `${release.name}-scaling`,
            {
                apiVersion: apiVersions.keda,
                kind: "ScaledObject",
                metadata: metadata(plan, release.name),
                spec: scaledObjectSpec(plan, plan.scaling, release, context),
            },
            child(context, [controller, ...keda.ready]),
        );
    }
    if (vpa !== undefined) {
        customResource<VerticalPodAutoscaler>(
            `${release.name}-recommendation`,
            {
                apiVersion: apiVersions.verticalPodAutoscaler,
                kind: "VerticalPodAutoscaler",
                metadata: metadata(plan, release.name),
                spec: verticalPodAutoscalerSpec(plan.controller, release),
            },
            child(context, [controller, ...vpa.ready]),
        );
    }
}
