import { z } from "zod";
import { imageReference } from "./image";
import { modelName, modelSchema } from "./model";
import { ownName, ownQuery } from "./ownMetrics";

/**
 * How requests reach versions. `single`: one version, rolled over. `weighted`: several versions side by side with fixed
 * weights. `progressive`: a new version takes over step by step, judged by analysis. `blue-green`: a new version is tried
 * aside and switched to at once.
 */
export const trafficStrategies = ["single", "weighted", "progressive", "blue-green"] as const;
export type TrafficStrategyName = (typeof trafficStrategies)[number];

export const versionName = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 20")
    .meta({ examples: ["v2"] });

const percent = z.int().min(0).max(100);

const headerMatch = z.strictObject({
    name: z
        .string()
        .regex(/^[a-z0-9-]+$/, "must be a header name in lower case")
        .default("version")
        .describe("Name of the header."),
    value: z
        .string()
        .min(1)
        .max(200)
        .meta({ examples: ["v2"] })
        .describe("Value of the header."),
});
export type HeaderMatch = Readonly<z.output<typeof headerMatch>>;

/** One of several versions side by side; what it leaves out is the workload's. */
const weightedVersionSchema = z.strictObject({
    weight: percent.describe("Share of requests in percent."),
    header: headerMatch.optional().describe("Requests with this header go to this version, whatever the weights."),
    image: imageReference.optional().describe("Image of this version; default: the workload's."),
    models: z
        .record(modelName, modelSchema.partial())
        .default({})
        .describe("What this version changes in the workload's models."),
});
export type WeightedVersion = Readonly<z.output<typeof weightedVersionSchema>>;

/** One step of a progressive rollout. */
const stepSchema = z.union([
    z.strictObject({
        weight: z.int().min(1).max(100).describe("Share of requests for the new version in percent."),
        pauseSeconds: z.int().min(1).max(86_400).optional().describe("Seconds to stay there; absent: go on at once."),
        replicas: z
            .int()
            .min(1)
            .max(100)
            .optional()
            .describe("Pods of the new version on this step; default: as many as the weight asks for."),
    }),
    /** Judges the new version and stops the rollout when it is worse. */
    z.literal("analysis"),
]);
export type StepConfig = Readonly<z.output<typeof stepSchema>> | "analysis";

/** A measure of the user's own. */
const checkSchema = z
    .strictObject({
        query: ownQuery.describe(
            "PromQL that gives one value, over metrics of the workload. The platform adds `namespace`, `workload` and " +
                "the `revision` of the new version to each selector.",
        ),
        min: z.number().optional().describe("Smallest value of a good version. Default: no limit below."),
        max: z.number().optional().describe("Greatest value of a good version. Default: no limit above."),
        noData: z
            .enum(["proceed", "pause", "fail"])
            .default("fail")
            .describe(
                "What no value means: `fail` counts as a failed measurement, `proceed` as a good one, `pause` waits for a person.",
            ),
    })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
        path: ["min"],
        message: "must not be greater than max",
    });

/** What makes a new version good enough; `false` leaves a measure out. */
const analysisSchema = z.strictObject({
    minAccuracy: z
        .union([z.number().min(0).max(1), z.literal(false)])
        .default(0.85)
        .describe("Smallest share of right predictions, from `model_accuracy`."),
    maxErrorRatio: z.number().min(0).max(1).default(0.05).describe("Greatest share of failed requests."),
    maxLatencyP95Ms: z.int().min(1).default(2000).describe("Greatest 95th percentile of latency in milliseconds."),
    maxLatencyRatio: z
        .union([z.number().min(1), z.literal(false)])
        .default(1.5)
        .describe("How much slower than the stable version, as a factor."),
    maxErrorRatioIncrease: z
        .union([z.number().min(0).max(1), z.literal(false)])
        .default(0.02)
        .describe("How much greater the share of failed requests may be than the stable version's."),
    checks: z
        .record(ownName, checkSchema)
        .default({})
        .describe("Measures of your own, by name, beside those above; default: none."),
    intervalSeconds: z.int().min(5).default(30).describe("Seconds from one measurement to the next."),
    count: z
        .int()
        .min(1)
        .default(10)
        .describe("Measurements of each analysis; times the interval, this is how long its verdict takes."),
    failureLimit: z.int().min(0).default(3).describe("Measurements that may fail before the rollout is rolled back."),
    noTraffic: z
        .enum(["proceed", "pause"])
        .optional()
        .describe(
            "When no request reaches the new version: `proceed` with the other measures, or `pause` for a person. " +
                "Default `proceed`; with `blue-green`, whose new version only gets requests that somebody sends to " +
                "it, `pause`.",
        ),
});
type WrittenAnalysis = Readonly<z.output<typeof analysisSchema>>;
type NoTraffic = NonNullable<WrittenAnalysis["noTraffic"]>;
/** An analysis with the defaults of its strategy. */
export type AnalysisConfig = Omit<WrittenAnalysis, "noTraffic"> & { readonly noTraffic: NoTraffic };

/** Deliberate faults, to test how callers handle them. Only for requests that carry the header. */
const faultSchema = z.strictObject({
    header: headerMatch
        .prefault({ name: "x-fault-injection", value: "true" })
        .describe("Header that selects the requests."),
    version: versionName
        .optional()
        .describe("Only `weighted`: the version that these requests go to. Absent: any, by weight."),
    delay: z
        .strictObject({
            seconds: z.number().min(0.1).max(60).describe("Seconds of delay."),
            percent: percent.default(100).describe("Share of the selected requests, in percent."),
        })
        .optional()
        .describe("Answers later than the model."),
    abort: z
        .strictObject({
            httpStatus: z.int().min(400).max(599).optional().describe("HTTP status of the error."),
            grpcStatus: z
                .enum(["UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED"])
                .optional()
                .describe("gRPC status of the error."),
            percent: percent.default(100).describe("Share of the selected requests, in percent."),
        })
        .optional()
        .describe("Answers with an error instead of the model."),
    evenInProduction: z.boolean().default(false).describe("The second yes that a production stack asks for."),
});
export type FaultConfig = Readonly<z.output<typeof faultSchema>>;

const mirrorSchema = z.strictObject({
    version: versionName
        .optional()
        .describe(
            "Version that gets a copy of requests; its answers are thrown away. Progressive: the new one, leave " +
                "it out.",
        ),
    percent: z.int().min(1).max(100).default(100).describe("Share of requests that are copied, in percent."),
});

/** The rollout the specification of `progressive` describes: 10 %, 20 %, a judgement, 50 %, all. */
const defaultSteps: readonly z.input<typeof stepSchema>[] = [
    { weight: 10, pauseSeconds: 30 },
    { weight: 20, pauseSeconds: 30 },
    "analysis",
    { weight: 50, pauseSeconds: 120 },
    { weight: 100 },
];

export const trafficSchema = z.strictObject({
    strategy: z
        .enum(trafficStrategies)
        .default("single")
        .describe(
            "`single`: one version, rolled over. `weighted`: several versions side by side with fixed weights. " +
                "`progressive`: a new version takes over step by step, judged by analysis. `blue-green`: a new " +
                "version is tried aside and switched to at once.",
        ),
    timeoutSeconds: z
        .number()
        .min(0.1)
        .max(600)
        .default(10)
        .describe("Seconds until a request is given up, its retries included."),
    retries: z.int().min(0).max(5).default(2).describe("Further tries of a request that did not reach the model."),
    tryTimeoutSeconds: z
        .number()
        .min(0.1)
        .max(600)
        .optional()
        .describe(
            "Seconds until one try is given up and the next begins, so that a pod that hangs costs one try. Must " +
                "be longer than the slowest prediction, which would otherwise be computed twice. Default: no limit " +
                "but the request's.",
        ),
    versions: z
        .record(versionName, weightedVersionSchema)
        .optional()
        .describe("Only `weighted`: the versions side by side."),
    steps: z.array(stepSchema).min(1).optional().describe("Only `progressive`: what happens in which order."),
    header: headerMatch
        .optional()
        .describe("Only `progressive`: requests with this header reach the new version from the first step on."),
    analysis: analysisSchema.optional().describe("Only `progressive` and `blue-green`."),
    maxSurgePercent: z
        .int()
        .min(1)
        .max(100)
        .optional()
        .describe("Only `progressive`: pods beyond the wanted number, in percent."),
    shrinkStable: z
        .boolean()
        .optional()
        .describe(
            "Only `progressive`: the stable version shrinks as the new one grows, so that a rollout needs few " +
                "pods more than without. Its pods may go before every proxy has read the new weights; requests then " +
                "fail for seconds at each shift. Default false: both versions run in full at the end of a rollout.",
        ),
    autoPromote: z
        .boolean()
        .optional()
        .describe("Only `blue-green`: switch without a person, once the analysis is good. Default false."),
    previewReplicas: z
        .int()
        .min(1)
        .optional()
        .describe("Only `blue-green`: pods of the new version while it is tried. Default 1."),
    mirror: mirrorSchema
        .optional()
        .describe("Only `weighted` and `progressive`: copies of requests for a shadow version."),
    fault: faultSchema
        .optional()
        .describe("Deliberate faults, to see how callers bear them; only for requests that carry a header."),
});
export type TrafficConfig = Readonly<z.output<typeof trafficSchema>>;

export function stepsOf(traffic: TrafficConfig): readonly StepConfig[] {
    return traffic.steps ?? defaultSteps;
}

/** @param noTraffic what no requests mean where the stack file does not say. */
export function analysisOf(
    { analysis = analysisSchema.parse({}) }: TrafficConfig,
    noTraffic: NoTraffic,
): AnalysisConfig {
    return { ...analysis, noTraffic: analysis.noTraffic ?? noTraffic };
}
