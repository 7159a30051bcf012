import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { child, metadata, type WorkloadContext } from "../context";
import { type Release, releaseSelector, type ServingPlan } from "../plan";
import { configMaps } from "../pod/configFiles";
import { controllers } from "./controllers";

/** Files, disruption budget and pods of one version; returns what owns the pods. */
export function serverObjects(
    plan: ServingPlan,
    release: Release,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): pulumi.Resource {
    const controller = controllers[plan.controller];
    const files = configMaps(plan, release, context, controller.outlivesUpdate);
    new k8s.policy.v1.PodDisruptionBudget(
        release.name,
        {
            metadata: metadata(plan, release.name),
            spec: { selector: { matchLabels: releaseSelector(plan, release) }, ...release.disruptionBudget },
        },
        child(context),
    );
    return controller.create(plan, release, context, [...before, ...files]);
}
