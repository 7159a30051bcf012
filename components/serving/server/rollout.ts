import type { IRollout } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout";
import type * as k8s from "@pulumi/kubernetes";
import { customResource } from "../../kubernetes/customResource";
import { rolloutRestart } from "../../kubernetes/secretChanges";
import { child, metadata, type StackContext } from "../context";
import { type Release, releaseSelector, type ServingPlan } from "../plan";
import { secretAnnotations } from "../pod/secretChanges";
import { analysisName } from "../traffic/analysis";
import { routeNames, virtualServiceSpec } from "../traffic/virtualService";
import { fixedReplicas, type PodController, progressDeadlineSeconds, revisionHistoryLimit } from "./controller";
import { controllerKinds } from "./controllerKinds";
import { podTemplate } from "./podTemplate";

/** The pod template is Kubernetes' own type, which the package models without its fields. */
type RolloutSpec = Omit<NonNullable<IRollout["spec"]>, "template"> & {
    readonly template: k8s.types.input.core.v1.PodTemplateSpec;
};

/** Pods that Argo Rollouts replaces version by version, as the traffic strategy defines. */
export const rollout: PodController = {
    // The update that starts a rollout ends long before the rollout does.
    outlivesUpdate: true,
    create: (plan, release, context, before) =>
        customResource<{ spec: RolloutSpec }>(
            release.name,
            {
                apiVersion: controllerKinds.Rollout,
                kind: "Rollout",
                metadata: metadata(plan, release.name, rolloutAnnotations(plan, context)),
                spec: rolloutSpec(plan, release, context),
            },
            child(context, [...before, ...(context.inCluster.rollouts?.ready ?? [])]),
        ),
};

function rolloutAnnotations(plan: ServingPlan, context: StackContext): Record<string, string> | undefined {
    const annotations = secretAnnotations(plan, context);
    return annotations && { ...annotations, ...rolloutRestart };
}

function rolloutSpec(plan: ServingPlan, release: Release, context: StackContext): RolloutSpec {
    const { rollout: strategy } = plan.traffic;
    if (strategy === undefined) {
        throw new Error(`the traffic strategy of workload "${plan.name}" does not say how a Rollout replaces versions`);
    }
    return {
        ...fixedReplicas(plan, release),
        selector: { matchLabels: releaseSelector(plan, release) },
        revisionHistoryLimit,
        progressDeadlineSeconds: progressDeadlineSeconds(release),
        // A new version that does not become ready is rolled back like one that fails its analysis.
        progressDeadlineAbort: true,
        template: podTemplate(plan, release, context),
        strategy: strategy({ routes: routeNames(virtualServiceSpec(plan, context)), analysis: analysisName(plan) }),
    };
}
