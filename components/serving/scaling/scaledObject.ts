import type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { type ScalingConfig } from "../../../config/serving/scaling";
import { releaseBounds } from "../pod/controllers";
import { type Release, releaseName, serverContainer, type ServingContext, type ServingPlan } from "../plan";
import { controllerOf } from "../pod/controllerRef";
import { forecastQuery, gpuQuery, latencyQuery, queueQuery } from "./queries";

type ModelledSpec = IScaledObject["spec"];
type Trigger = ModelledSpec["triggers"][number];

/** The package's model lacks `fallback.behavior`, which KEDA 2.18 added. */
export type ScaledObjectSpec = Omit<ModelledSpec, "fallback"> & {
    readonly fallback?: {
        readonly failureThreshold: number;
        readonly replicas: number;
        readonly behavior: "currentReplicasIfHigher";
    };
};

const pollingInterval = 30;
/** Polls without an answer before the fallback holds. */
const failureThreshold = 3;

/** Up at once and generously, since users wait; down slowly, since models are slow to load. */
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

/** How many pods one version has, by what its users feel. */
export function scaledObjectSpec(plan: ServingPlan, release: Release, context: ServingContext): ScaledObjectSpec {
    const { scaling } = plan.config;
    const bounds = releaseBounds(scaling, release);
    return {
        scaleTargetRef: { ...controllerOf(plan), name: releaseName(plan, release) },
        pollingInterval,
        cooldownPeriod: 300,
        minReplicaCount: bounds.min,
        maxReplicaCount: bounds.max,
        ...fallback(plan, bounds),
        advanced: { horizontalPodAutoscalerConfig: { behavior } },
        triggers: triggers(plan, release, context),
    };
}

/**
 * Pods while Prometheus does not answer. KEDA falls back only from metrics that count per pod, and would override the
 * other triggers with a fixed number: more pods than that are left as they are.
 */
function fallback(
    plan: ServingPlan,
    bounds: { readonly min: number; readonly max: number },
): Pick<ScaledObjectSpec, "fallback"> {
    const { scaling } = plan.config;
    if (!watchesQueue(plan) && scaling.forecast === undefined && scaling.sqs === undefined) {
        return {};
    }
    const replicas = Math.min(bounds.max, Math.max(1, bounds.min, scaling.fallbackReplicas ?? 0));
    return { fallback: { failureThreshold, replicas, behavior: "currentReplicasIfHigher" } };
}

function watchesQueue(plan: ServingPlan): boolean {
    return plan.metrics.queue && plan.config.scaling.queueDepth !== false;
}

function triggers(plan: ServingPlan, release: Release, context: ServingContext): Trigger[] {
    const { scaling } = plan.config;
    const ask = (name: string, query: string, threshold: number, metricType: "AverageValue" | "Value"): Trigger => ({
        type: "prometheus",
        name,
        metricType,
        metadata: {
            serverAddress: context.inCluster.metrics.prometheusUrl,
            query,
            threshold: String(threshold),
            // By default an absent metric reads as zero and takes pods away.
            ignoreNullValues: "false",
        },
    });
    return [
        ...resource("cpu", scaling.cpuPercent),
        ...resource("memory", scaling.memoryPercent),
        ...(scaling.latencyP95Ms === false
            ? []
            : [ask("latency-p95", latencyQuery(plan, release), scaling.latencyP95Ms / 1000, "Value")]),
        ...(scaling.queueDepth === false || !plan.metrics.queue
            ? []
            : [ask("queue-depth", queueQuery(plan, release), scaling.queueDepth, "AverageValue")]),
        ...(scaling.gpuPercent === false
            ? []
            : [ask("gpu", gpuQuery(plan, release), scaling.gpuPercent / 100, "Value")]),
        ...(scaling.forecast === undefined
            ? []
            : [
                  ask(
                      "forecast",
                      forecastQuery(plan, release, scaling.forecast.aheadMinutes),
                      scaling.forecast.requestsPerReplica,
                      "AverageValue",
                  ),
              ]),
        ...queueTriggers(plan, scaling),
        ...scaling.cron.map((window, i) => ({
            type: "cron",
            name: `peak-${i}`,
            metadata: {
                timezone: window.timezone,
                start: window.start,
                end: window.end,
                desiredReplicas: String(Math.max(1, Math.ceil((window.replicas * release.weight) / 100))),
            },
        })),
    ];
}

/** The main container alone: the proxy's own use would dilute the share. */
function resource(type: "cpu" | "memory", percent: number | false): Trigger[] {
    return percent === false
        ? []
        : [
              {
                  type,
                  name: type,
                  metricType: "Utilization",
                  metadata: { value: String(percent), containerName: serverContainer },
              },
          ];
}

/** Name of the TriggerAuthentication by which KEDA reads queues with its own identity. */
export function queueAuthentication(plan: ServingPlan): string {
    return `${plan.name}-queue`;
}

function queueTriggers(plan: ServingPlan, { sqs }: ScalingConfig): Trigger[] {
    return sqs === undefined
        ? []
        : [
              {
                  type: "aws-sqs-queue",
                  name: "sqs",
                  metadata: {
                      queueURL: sqs.queueUrl,
                      queueLength: String(sqs.length),
                      awsRegion: queueOf(sqs.queueUrl).region,
                  },
                  authenticationRef: { name: queueAuthentication(plan) },
              },
          ];
}

/** ARNs of the queues that scale a workload. */
export function scalingQueues({ sqs }: Pick<ScalingConfig, "sqs">): readonly string[] {
    return sqs === undefined ? [] : [queueOf(sqs.queueUrl).arn];
}

/** Region and ARN of a queue, from its URL. */
export function queueOf(url: string): { readonly region: string; readonly arn: string } {
    const match = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/(\d{12})\/(.+)$/.exec(url);
    const [, region, china, account, name] = match ?? [];
    if (region === undefined || account === undefined || name === undefined) {
        throw new Error(`"${url}" is no URL of an SQS queue`);
    }
    const partition = china !== undefined ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    return { region, arn: `arn:${partition}:sqs:${region}:${account}:${name}` };
}
