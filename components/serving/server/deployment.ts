import * as k8s from "@pulumi/kubernetes";
import { child, metadata, type StackContext } from "../context";
import { type Release, releaseSelector, type ServingPlan } from "../plan";
import { secretAnnotations } from "../pod/secretChanges";
import { fixedReplicas, type PodController, progressDeadlineSeconds, revisionHistoryLimit } from "./controller";
import { podTemplate } from "./podTemplate";

/** Pods that are alike; an update replaces them a few at a time. */
export const deployment: PodController = {
    outlivesUpdate: false,
    create: (plan, release, context, before) =>
        new k8s.apps.v1.Deployment(
            release.name,
            {
                metadata: metadata(plan, release.name, secretAnnotations(plan, context)),
                spec: deploymentSpec(plan, release, context),
            },
            child(context, before),
        ),
};

function deploymentSpec(
    plan: ServingPlan,
    release: Release,
    context: StackContext,
): k8s.types.input.apps.v1.DeploymentSpec {
    const { maxUnavailable, maxSurge } = plan.rollingUpdate;
    return {
        ...fixedReplicas(plan, release),
        selector: { matchLabels: releaseSelector(plan, release) },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } },
        revisionHistoryLimit,
        progressDeadlineSeconds: progressDeadlineSeconds(release),
        template: podTemplate(plan, release, context),
    };
}
