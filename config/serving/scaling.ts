import { z } from "zod";
import { cronFault } from "./cron";
import { ownName, ownQuery } from "./ownMetrics";

/** URL of a queue. */
export const queueUrl = z
    .string()
    .regex(/^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/\d{12}\/[\w-]+(\.fifo)?$/, {
        message: "must be the URL of an SQS queue",
    })
    .meta({ examples: ["https://sqs.us-west-2.amazonaws.com/111122223333/requests"] });

const percent = z.int().min(1).max(100);
const off = z.literal(false);

const cronExpression = z
    .string()
    .meta({ examples: ["0 8 * * 1-5"] })
    .check(({ value, issues }) => {
        const message = cronFault(value);
        if (message !== undefined) {
            issues.push({ code: "custom", message, input: value });
        }
    });

/** A name of the time zone database, as KEDA looks it up. */
const timeZone = z
    .string()
    .refine(isTimeZone, "must be a time zone such as Europe/Berlin")
    .meta({ examples: ["Europe/Berlin"] });

function isTimeZone(name: string): boolean {
    if (!/^[A-Z]/.test(name)) {
        return false;
    }
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
    } catch {
        return false;
    }
}

/** When a workload gets more pods, and how many at most. */
export const scalingSchema = z.strictObject({
    min: z
        .int()
        .min(0)
        .max(1000)
        .default(2)
        .describe("Fewest pods; 0 only with a trigger that works without pods (sqs, cron)."),
    max: z
        .int()
        .min(1)
        .max(1000)
        .default(10)
        .describe("Most pods. As many as the fewest: a fixed number, without autoscaler."),
    requestsPerReplica: z
        .union([z.number().min(0.01), off])
        .default(false)
        .describe(
            "Requests per second that one pod bears, as a load test measures it. The trigger to prefer: it leads, " +
                "and it adds no more pods than the load needs.",
        ),
    cpuPercent: z
        .union([percent, off])
        .optional()
        .describe(
            "Used share of the requested CPU of the main container; false: no such trigger. Default 70, with a " +
                "GPU false.",
        ),
    memoryPercent: z
        .union([percent, off])
        .optional()
        .describe("Used share of the requested memory of the main container. Default 80, with a GPU false."),
    latencyP95Ms: z
        .union([z.int().min(1), off])
        .default(500)
        .describe("95th percentile of latency in milliseconds that is still good; adds pods only while requests wait."),
    queueDepth: z
        .union([z.number().min(0.1), off])
        .default(10)
        .describe("Requests waiting per pod."),
    gpuPercent: z.union([percent, off]).optional().describe("Used share of the GPUs. Default 70 with a GPU."),
    sqs: z
        .strictObject({
            queueUrl: queueUrl.describe(
                "URL of the queue; a program that takes its messages needs `access.queues` too.",
            ),
            length: z.int().min(1).default(5).describe("Messages per pod."),
        })
        .optional()
        .describe("Messages waiting in a queue."),
    cron: z
        .array(
            z.strictObject({
                timezone: timeZone.describe("Time zone of start and end."),
                start: cronExpression.describe("Cron expression of when the peak begins."),
                end: cronExpression.describe("Cron expression of when the peak ends."),
                replicas: z.int().min(1).describe("Pods during the peak."),
            }),
        )
        .default([])
        .describe("Pods for known peaks, there before the load is."),
    forecast: z
        .strictObject({
            requestsPerReplica: z.number().min(0.01).describe("Requests per second that one pod bears."),
            aheadMinutes: z
                .int()
                .min(0)
                .max(180)
                .default(30)
                .describe("How far ahead to look, so that pods are ready in time."),
        })
        .optional()
        .describe("Pods for the load of the same hour last week; needs a week of metrics."),
    prometheus: z
        .record(
            ownName,
            z.strictObject({
                query: ownQuery.describe(
                    "PromQL that gives one value, over metrics of the workload. The platform adds `namespace`, " +
                        "`workload` and with several versions `version` to each selector. No value means that metrics " +
                        "are absent: the autoscaler then keeps what runs, at least `fallbackReplicas`; `or vector(0)` makes it zero.",
                ),
                target: z.number().min(0.0001).describe("Value that is still good, in the query's unit."),
                type: z
                    .enum(["average", "value"])
                    .default("average")
                    .describe("`average`: the target is an amount per pod. `value`: a limit, however many pods run."),
            }),
        )
        .default({})
        .describe("Triggers on queries of your own, by name; default: none."),
    fallbackReplicas: z
        .int()
        .min(1)
        .optional()
        .describe("Pods while metrics are absent, when fewer run; default: the fewest, at least 1."),
});
export type ScalingConfig = Readonly<z.output<typeof scalingSchema>>;

/** Triggers that are on by default, by where the work is done: the CPU of a workload on GPUs idles under full load. */
const defaults = {
    cpu: { cpuPercent: 70, memoryPercent: 80, gpuPercent: false },
    gpu: { cpuPercent: false, memoryPercent: false, gpuPercent: 70 },
} as const;

/** The settings with the defaults of the workload's kind of node. */
export function scalingFor(scaling: ScalingConfig, hasGpu: boolean): ScalingConfig {
    const { cpuPercent, memoryPercent, gpuPercent } = defaults[hasGpu ? "gpu" : "cpu"];
    return {
        ...scaling,
        cpuPercent: scaling.cpuPercent ?? cpuPercent,
        memoryPercent: scaling.memoryPercent ?? memoryPercent,
        gpuPercent: scaling.gpuPercent ?? gpuPercent,
    };
}

/** Whether an autoscaler owns the number of pods. */
export function isScaled(scaling: ScalingConfig): boolean {
    return scaling.min !== scaling.max;
}
