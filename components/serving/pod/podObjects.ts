import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { isScaled } from "../../../config/serving/scaling";
import { customResource } from "../../kubernetes/customResource";
import { type Build, child, metadata } from "../context";
import { controllerKind, controllerKinds } from "./controllerRef";
import { deploymentSpec, disruptionBudgetSpec, headlessName, statefulSetSpec } from "./controllers";
import { releaseSelector } from "../labels";
import { configMapName } from "./podTemplate";
import { type Release, releaseName } from "../plan";
import { rolloutSpec, type RolloutSpec } from "../traffic/rollout";
import { queueAuthentication, scaledObjectSpec, type ScaledObjectSpec } from "../scaling/scaledObject";
import { type VerticalPodAutoscaler, verticalPodAutoscalerSpec } from "../scaling/verticalPodAutoscaler";
import { headlessServiceSpec } from "../traffic/service";

/** Files of one version's server. */
export function configMaps(build: Build, release: Release): pulumi.Resource[] {
    // The update that starts a roll-out is over before the roll-out is: it must not delete what stable pods still read.
    const retainOnDelete = controllerKind(build.plan) === "Rollout";
    return release.files.map((folder) => {
        const name = configMapName(build.plan, release, folder);
        return new k8s.core.v1.ConfigMap(
            name,
            { metadata: metadata(build, name), immutable: true, data: { ...folder.files } },
            { ...child(build), retainOnDelete },
        );
    });
}

/** The pods of one version, the budget that node drains must keep, and what scales them. */
export function podObjects(build: Build, release: Release, before: readonly pulumi.Resource[]): void {
    const { plan } = build;
    const name = releaseName(plan, release);
    new k8s.policy.v1.PodDisruptionBudget(
        name,
        { metadata: metadata(build, name), spec: disruptionBudgetSpec(plan, release) },
        child(build),
    );
    const pods = controller(build, release, before);
    scaling(build, release, pods);
}

function controller(build: Build, release: Release, before: readonly pulumi.Resource[]): pulumi.Resource {
    const { plan, context } = build;
    const name = releaseName(plan, release);
    const kind = controllerKind(plan);
    switch (kind) {
        case "Deployment":
            return new k8s.apps.v1.Deployment(
                name,
                { metadata: metadata(build, name), spec: deploymentSpec(plan, release, context) },
                child(build, before),
            );
        case "StatefulSet": {
            const headless = new k8s.core.v1.Service(
                headlessName(plan, release),
                {
                    metadata: metadata(build, headlessName(plan, release)),
                    spec: headlessServiceSpec(plan, releaseSelector(plan, release)),
                },
                child(build),
            );
            return new k8s.apps.v1.StatefulSet(
                name,
                { metadata: metadata(build, name), spec: statefulSetSpec(plan, release, context) },
                child(build, [...before, headless]),
            );
        }
        case "Rollout":
            return customResource<{ spec: RolloutSpec }>(
                name,
                {
                    apiVersion: controllerKinds.Rollout,
                    kind,
                    metadata: metadata(build, name),
                    spec: rolloutSpec(plan, release, context),
                },
                child(build, [...before, ...(context.inCluster.rollouts?.ready ?? [])]),
            );
        default:
            return kind satisfies never;
    }
}

function scaling(build: Build, release: Release, pods: pulumi.Resource): void {
    const { plan, context } = build;
    const name = releaseName(plan, release);
    const { keda, vpa } = context.inCluster;
    if (isScaled(plan.config.scaling)) {
        customResource<{ spec: ScaledObjectSpec }>(
            `${name}-scaling`,
            {
                apiVersion: "keda.sh/v1alpha1",
                kind: "ScaledObject",
                metadata: metadata(build, name),
                spec: scaledObjectSpec(plan, release, context),
            },
            child(build, [pods, ...keda.ready]),
        );
    }
    if (vpa !== undefined) {
        customResource<VerticalPodAutoscaler>(
            `${name}-recommendation`,
            {
                apiVersion: "autoscaling.k8s.io/v1",
                kind: "VerticalPodAutoscaler",
                metadata: metadata(build, name),
                spec: verticalPodAutoscalerSpec(plan, release),
            },
            child(build, [pods, ...vpa.ready]),
        );
    }
}

/** KEDA reads queues with its operator's own identity; workloads never get that permission for it. */
export function queueAccess(build: Build): void {
    const { plan, context } = build;
    if (!isScaled(plan.config.scaling) || plan.config.scaling.sqs === undefined) {
        return;
    }
    const name = queueAuthentication(plan);
    customResource<{ spec: { podIdentity: { provider: string } } }>(
        name,
        {
            apiVersion: "keda.sh/v1alpha1",
            kind: "TriggerAuthentication",
            metadata: metadata(build, name),
            spec: { podIdentity: { provider: "aws" } },
        },
        child(build, context.inCluster.keda.ready),
    );
}
