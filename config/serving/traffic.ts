import { z } from "zod";
import { imageReference } from "./image";
import { modelName, modelSchema } from "./model";

/**
 * How requests reach versions. `single`: one version, rolled over. `weighted`: several versions side by side with fixed
 * weights. `progressive`: a new version takes over step by step, judged by analysis. `blue-green`: a new version is tried
 * aside and switched to at once.
 */
export const trafficStrategies = ["single", "weighted", "progressive", "blue-green"] as const;
export type TrafficStrategyName = (typeof trafficStrategies)[number];

export const versionName = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/, "must be lower-case letters, digits and dashes, at most 20");

const percent = z.int().min(0).max(100);

const headerMatch = z.strictObject({
    name: z
        .string()
        .regex(/^[a-z0-9-]+$/, "must be a header name in lower case")
        .default("version"),
    value: z.string().min(1).max(200),
});
export type HeaderMatch = Readonly<z.output<typeof headerMatch>>;

/** One of several versions side by side; what it leaves out is the workload's. */
const weightedVersionSchema = z.strictObject({
    /** Share of requests in percent. */
    weight: percent,
    /** Requests with this header go to this version, whatever the weights. */
    header: headerMatch.optional(),
    image: imageReference.optional(),
    models: z.record(modelName, modelSchema.partial()).default({}),
});
export type WeightedVersion = Readonly<z.output<typeof weightedVersionSchema>>;

/** One step of a progressive rollout. */
const stepSchema = z.union([
    z.strictObject({
        /** Share of requests for the new version in percent. */
        weight: z.int().min(1).max(100),
        /** Seconds to stay there; absent: go on at once. */
        pauseSeconds: z.int().min(1).max(86_400).optional(),
        /** Pods of the new version on this step; default: as many as the weight asks for. */
        replicas: z.int().min(1).max(100).optional(),
    }),
    /** Judges the new version and stops the rollout when it is worse. */
    z.literal("analysis"),
]);
export type StepConfig = Readonly<z.output<typeof stepSchema>> | "analysis";

/** What makes a new version good enough; `false` leaves a measure out. */
const analysisSchema = z.strictObject({
    /** Smallest share of right predictions, from `model_accuracy`. */
    minAccuracy: z.union([z.number().min(0).max(1), z.literal(false)]).default(0.85),
    /** Greatest share of failed requests. */
    maxErrorRatio: z.number().min(0).max(1).default(0.05),
    /** Greatest 95th percentile of latency in milliseconds. */
    maxLatencyP95Ms: z.int().min(1).default(2000),
    /** How much slower than the stable version, as a factor. */
    maxLatencyRatio: z.union([z.number().min(1), z.literal(false)]).default(1.5),
    /** How much greater the share of failed requests may be than the stable version's. */
    maxErrorRatioIncrease: z.union([z.number().min(0).max(1), z.literal(false)]).default(0.02),
    intervalSeconds: z.int().min(5).default(30),
    /** Measurements of each analysis; times the interval, this is how long its verdict takes. */
    count: z.int().min(1).default(10),
    /** Measurements that may fail before the rollout is rolled back. */
    failureLimit: z.int().min(0).default(3),
    /**
     * When no request reaches the new version: `proceed` with the other measures, or `pause` for a person. Default `proceed`;
     * with `blue-green`, whose new version gets only requests that are addressed to it, `pause`.
     */
    noTraffic: z.enum(["proceed", "pause"]).optional(),
});
type WrittenAnalysis = Readonly<z.output<typeof analysisSchema>>;
type NoTraffic = NonNullable<WrittenAnalysis["noTraffic"]>;
/** An analysis with the defaults of its strategy. */
export type AnalysisConfig = Omit<WrittenAnalysis, "noTraffic"> & { readonly noTraffic: NoTraffic };

/** Deliberate faults, to test how callers handle them. Only for requests that carry the header. */
const faultSchema = z.strictObject({
    header: headerMatch.prefault({ name: "x-fault-injection", value: "true" }),
    /** Only `weighted`: the version that these requests go to. Absent: any, by weight. */
    version: versionName.optional(),
    delay: z.strictObject({ seconds: z.number().min(0.1).max(60), percent: percent.default(100) }).optional(),
    abort: z
        .strictObject({
            httpStatus: z.int().min(400).max(599).optional(),
            grpcStatus: z.enum(["UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "RESOURCE_EXHAUSTED"]).optional(),
            percent: percent.default(100),
        })
        .optional(),
    /** The second yes that a production stack asks for. */
    evenInProduction: z.boolean().default(false),
});
export type FaultConfig = Readonly<z.output<typeof faultSchema>>;

const mirrorSchema = z.strictObject({
    /** Version that gets a copy of requests; its answers are thrown away. Progressive: the new one, leave it out. */
    version: versionName.optional(),
    percent: z.int().min(1).max(100).default(100),
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
    strategy: z.enum(trafficStrategies).default("single"),
    /** Seconds until a request is given up, its retries included. */
    timeoutSeconds: z.number().min(0.1).max(600).default(10),
    /** Further tries of a request that did not reach the model. */
    retries: z.int().min(0).max(5).default(2),
    /**
     * Seconds until one try is given up and the next begins, so that a pod that hangs costs one try. Must be longer than the
     * slowest prediction, which would otherwise be computed twice. Default: no limit but the request's.
     */
    tryTimeoutSeconds: z.number().min(0.1).max(600).optional(),
    /** Only `weighted`: the versions side by side. */
    versions: z.record(versionName, weightedVersionSchema).optional(),
    /** Only `progressive`: what happens in which order. */
    steps: z.array(stepSchema).min(1).optional(),
    /** Only `progressive`: requests with this header reach the new version from the first step on. */
    header: headerMatch.optional(),
    /** Only `progressive` and `blue-green`. */
    analysis: analysisSchema.optional(),
    /** Only `progressive`: pods beyond the wanted number, in percent. */
    maxSurgePercent: z.int().min(1).max(100).optional(),
    /**
     * Only `progressive`: the stable version shrinks as the new one grows, so that a rollout needs few pods more than without.
     * Its pods may go before every proxy has read the new weights; requests then fail for seconds at each shift. Default
     * false: both versions run in full at the end of a rollout.
     */
    shrinkStable: z.boolean().optional(),
    /** Only `blue-green`: switch without a person, once the analysis is good. Default false. */
    autoPromote: z.boolean().optional(),
    /** Only `blue-green`: pods of the new version while it is tried. Default 1. */
    previewReplicas: z.int().min(1).optional(),
    /** Only `weighted` and `progressive`: copies of requests for a shadow version. */
    mirror: mirrorSchema.optional(),
    fault: faultSchema.optional(),
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
