import { z } from "zod";
import { type Fault } from "../fault";

const percent = z.int().min(1).max(100);
const off = z.literal(false);

const cronExpression = z
    .string()
    .regex(/^(\S+ ){4}\S+$/, "must be a cron expression of five fields such as 0 8 * * 1-5");

/** When a workload gets more pods, and how many at most. */
export const scalingSchema = z.strictObject({
    /** Fewest pods; 0 only with a trigger that works without pods (sqs, cron). */
    min: z.int().min(0).max(1000).default(2),
    /** Most pods. As many as the fewest: a fixed number, without autoscaler. */
    max: z.int().min(1).max(1000).default(10),
    /** Used share of the requested CPU of the main container; false: no such trigger. */
    cpuPercent: z.union([percent, off]).default(70),
    /** Used share of the requested memory of the main container. */
    memoryPercent: z.union([percent, off]).default(80),
    /** 95th percentile of latency in milliseconds that is still good. */
    latencyP95Ms: z.union([z.int().min(1), off]).default(500),
    /** Requests waiting per pod. */
    queueDepth: z.union([z.number().min(0.1), off]).default(10),
    /** Used share of the GPUs. */
    gpuPercent: z.union([percent, off]).default(false),
    /** Messages waiting in a queue. */
    sqs: z
        .strictObject({
            queueUrl: z.string().regex(/^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/\d{12}\/[\w-]+(\.fifo)?$/, {
                message: "must be the URL of an SQS queue",
            }),
            /** Messages per pod. */
            length: z.int().min(1).default(5),
        })
        .optional(),
    /** Pods for known peaks, there before the load is. */
    cron: z
        .array(
            z.strictObject({
                timezone: z
                    .string()
                    .regex(/^[A-Za-z_]+(\/[A-Za-z_+-]+)*$/, "must be a time zone such as Europe/Berlin"),
                start: cronExpression,
                end: cronExpression,
                replicas: z.int().min(1),
            }),
        )
        .default([]),
    /** Pods for the load of the same hour last week; needs a week of metrics. */
    forecast: z
        .strictObject({
            /** Requests per second that one pod bears. */
            requestsPerReplica: z.number().min(0.01),
            /** How far ahead to look, so that pods are ready in time. */
            aheadMinutes: z.int().min(0).max(180).default(30),
        })
        .optional(),
    /** Pods while metrics are absent, when fewer run; default: the fewest, at least 1. */
    fallbackReplicas: z.int().min(1).optional(),
});
export type ScalingConfig = Readonly<z.output<typeof scalingSchema>>;

/** Whether an autoscaler owns the number of pods. */
export function isScaled(scaling: ScalingConfig): boolean {
    return scaling.min !== scaling.max;
}

export function scalingFaults(path: string, scaling: ScalingConfig, hasGpu: boolean): readonly Fault[] {
    const faults: Fault[] = [];
    if (scaling.min > scaling.max) {
        faults.push({
            path: `${path}.min`,
            reason: `is ${scaling.min}: must not be greater than max (${scaling.max})`,
        });
    }
    if (scaling.min === 0 && scaling.sqs === undefined && scaling.cron.length === 0) {
        faults.push({
            path: `${path}.min`,
            reason: "is 0, and without pods nothing would bring the first one back: add sqs or cron, or keep 1",
        });
    }
    if (scaling.gpuPercent !== false && !hasGpu) {
        faults.push({ path: `${path}.gpuPercent`, reason: 'needs GPUs: set "accelerator", or leave it out' });
    }
    if (scaling.fallbackReplicas !== undefined && scaling.fallbackReplicas > scaling.max) {
        faults.push({
            path: `${path}.fallbackReplicas`,
            reason: `is ${scaling.fallbackReplicas}: must not be greater than max (${scaling.max})`,
        });
    }
    const countsPerPod = scaling.queueDepth !== false || scaling.forecast !== undefined || scaling.sqs !== undefined;
    if (scaling.fallbackReplicas !== undefined && !countsPerPod) {
        faults.push({
            path: `${path}.fallbackReplicas`,
            reason: "needs queueDepth, forecast or sqs: the autoscaler can only fall back from a metric that counts per pod",
        });
    }
    scaling.cron.forEach((window, i) => {
        if (window.replicas > scaling.max) {
            faults.push({
                path: `${path}.cron[${i}].replicas`,
                reason: `is ${window.replicas}: must not be greater than max (${scaling.max})`,
            });
        }
    });
    const triggers = [
        scaling.cpuPercent,
        scaling.memoryPercent,
        scaling.latencyP95Ms,
        scaling.queueDepth,
        scaling.gpuPercent,
        scaling.sqs ?? false,
        scaling.forecast ?? false,
        scaling.cron.length > 0,
    ];
    if (isScaled(scaling) && triggers.every((trigger) => trigger === false)) {
        faults.push({
            path,
            reason: "has no trigger: keep at least one of cpuPercent, memoryPercent, latencyP95Ms, queueDepth, or set max to min",
        });
    }
    return faults;
}
