import type { IRollout } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout";
import type * as k8s from "@pulumi/kubernetes";
import { type StepConfig, stepsOf } from "../../../config/serving/traffic";
import { fixedReplicas, progressDeadlineSeconds } from "../pod/controllers";
import { rolloutSubsets } from "./destinationRule";
import { releaseSelector } from "../labels";
import { podTemplate } from "../pod/podTemplate";
import { type Release, type ServingContext, type ServingPlan } from "../plan";
import { weightedRouteNames } from "./virtualService";
import { analysisName, hashArguments } from "./analysis";

type ModelledSpec = NonNullable<IRollout["spec"]>;
type Canary = NonNullable<NonNullable<ModelledSpec["strategy"]>["canary"]>;
type BlueGreen = NonNullable<NonNullable<ModelledSpec["strategy"]>["blueGreen"]>;
type Step = NonNullable<Canary["steps"]>[number];

/** The pod template is Kubernetes' own type, which the package models without its fields. */
export type RolloutSpec = Omit<ModelledSpec, "template"> & {
    readonly template: k8s.types.input.core.v1.PodTemplateSpec;
};

/** Routes that the controller adds and removes by itself; never the ones of the VirtualService as written here. */
const headerRoute = "canary-header";
const mirrorRoute = "canary-mirror";

/** Name of the Service on which a blue-green workload's new version is tried. */
export function previewName(plan: ServingPlan): string {
    return `${plan.name}-preview`;
}

/** A Deployment that hands over from version to version under judgement. */
export function rolloutSpec(plan: ServingPlan, release: Release, context: ServingContext): RolloutSpec {
    const { strategy } = plan.config.traffic;
    return {
        ...fixedReplicas(plan, release),
        selector: { matchLabels: releaseSelector(plan, release) },
        revisionHistoryLimit: 5,
        progressDeadlineSeconds,
        // A new version that does not get ready is undone like one that is judged bad.
        progressDeadlineAbort: true,
        template: podTemplate(plan, release, context),
        strategy: strategy === "blue-green" ? { blueGreen: blueGreen(plan) } : { canary: canary(plan, context) },
    };
}

function canary(plan: ServingPlan, context: ServingContext): Canary {
    const { traffic } = plan.config;
    const steps = canarySteps(plan);
    const managed = [
        ...(traffic.header === undefined ? [] : [{ name: headerRoute }]),
        ...(traffic.mirror === undefined ? [] : [{ name: mirrorRoute }]),
    ];
    return {
        maxSurge: `${traffic.maxSurgePercent ?? 25}%`,
        maxUnavailable: 0,
        // The stable version shrinks as the new one grows: all in all there are no more GPUs than without a roll-out.
        dynamicStableScale: true,
        trafficRouting: {
            ...(managed.length > 0 && { managedRoutes: managed }),
            istio: {
                virtualService: { name: plan.name, routes: weightedRouteNames(plan, context) },
                destinationRule: {
                    name: plan.name,
                    canarySubsetName: rolloutSubsets.canary,
                    stableSubsetName: rolloutSubsets.stable,
                },
            },
        },
        steps,
        analysis: {
            templates: [{ templateName: analysisName(plan) }],
            startingStep: backgroundStart(steps),
            args: hashArguments,
        },
    };
}

/** The background analysis begins with the second weight: the first one's requests have been measured by then. */
function backgroundStart(steps: readonly Step[]): number {
    const weights = steps.flatMap((step, i) => (step.setWeight === undefined ? [] : [i]));
    return weights[1] ?? weights[0] ?? 0;
}

function canarySteps(plan: ServingPlan): Step[] {
    const steps: Step[] = [];
    let fixedScale = false;
    for (const step of stepsOf(plan.config.traffic)) {
        if (step === "analysis") {
            steps.push({ analysis: { templates: [{ templateName: analysisName(plan) }], args: hashArguments } });
            continue;
        }
        if (step.replicas !== undefined) {
            steps.push({ setCanaryScale: { replicas: step.replicas } });
            fixedScale = true;
        } else if (fixedScale) {
            steps.push({ setCanaryScale: { matchTrafficWeight: true } });
            fixedScale = false;
        }
        const first = !steps.some((earlier) => earlier.setWeight !== undefined);
        steps.push({ setWeight: step.weight });
        if (first) {
            // Routes to the new version need its pods, which the first weight has brought up.
            steps.push(...routeSteps(plan));
        }
        steps.push(...pause(step));
    }
    return steps;
}

function routeSteps(plan: ServingPlan): Step[] {
    const { header, mirror } = plan.config.traffic;
    return [
        ...(header === undefined
            ? []
            : [
                  {
                      setHeaderRoute: {
                          name: headerRoute,
                          match: [{ headerName: header.name, headerValue: { exact: header.value } }],
                      },
                  },
              ]),
        ...(mirror === undefined
            ? []
            : [
                  {
                      setMirrorRoute: {
                          name: mirrorRoute,
                          percentage: mirror.percent,
                          match: [{ path: { prefix: "/" } }],
                      },
                  },
              ]),
    ];
}

function pause(step: Exclude<StepConfig, "analysis">): Step[] {
    return step.pauseSeconds === undefined ? [] : [{ pause: { duration: `${step.pauseSeconds}s` } }];
}

function blueGreen(plan: ServingPlan): BlueGreen {
    const { traffic } = plan.config;
    return {
        activeService: plan.name,
        previewService: previewName(plan),
        autoPromotionEnabled: traffic.autoPromote ?? false,
        // A few pods are enough to try the new version; before the switch there are as many as of the old one.
        previewReplicaCount: traffic.previewReplicas ?? 1,
        // Old pods stay for requests that proxies still send them, then make room for others.
        scaleDownDelaySeconds: 60,
        abortScaleDownDelaySeconds: 30,
        prePromotionAnalysis: { templates: [{ templateName: analysisName(plan) }], args: hashArguments },
    };
}
