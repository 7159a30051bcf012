import type { IAnalysisTemplate } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate";
import { type AnalysisConfig } from "../../../config/serving/traffic";
import { type StackContext } from "../context";
import { series } from "../../observation/promql";
import { ofWorkload, reportsAccuracy } from "../observation/recordingRules";
import { type ServingPlan } from "../plan";
import { scoped } from "../queries/scoped";

export type AnalysisTemplateSpec = IAnalysisTemplate["spec"];
type Metric = AnalysisTemplateSpec["metrics"][number];

/** One thing that a new version is judged by. */
interface Measure {
    readonly name: string;
    readonly query: string;
    /** True for a good value, in the controller's expression language. */
    readonly good: string;
    /** What an empty answer means. */
    readonly noData: "proceed" | "pause" | "fail";
}

export function analysisName(plan: ServingPlan): string {
    return `${plan.name}-analysis`;
}

/** The pods of both versions, by the hash that the controller labels them with. */
export const hashArguments: { name: string; valueFrom: { podTemplateHashValue: string } }[] = [
    { name: "canary-hash", valueFrom: { podTemplateHashValue: "Latest" } },
    { name: "stable-hash", valueFrom: { podTemplateHashValue: "Stable" } },
];

/**
 * Judges a new version by its own requests and in comparison with the stable one. An empty answer has two meanings, which
 * are kept apart: there were no requests (the stack file decides whether to proceed or to pause for a person), or the version
 * is not measured at all, which is a failure.
 */
export function analysisTemplateSpec(
    plan: ServingPlan,
    settings: AnalysisConfig,
    context: StackContext,
): AnalysisTemplateSpec {
    return {
        args: hashArguments.map(({ name }) => ({ name })),
        metrics: measures(plan, settings).map((measure) => metric(measure, settings, context)),
    };
}

function metric(measure: Measure, settings: AnalysisConfig, { inCluster }: StackContext): Metric {
    const { intervalSeconds, count, failureLimit } = settings;
    const judged = "len(result) > 0 && !isNaN(result[0])";
    return {
        name: measure.name,
        initialDelay: `${intervalSeconds}s`,
        interval: `${intervalSeconds}s`,
        count,
        failureLimit,
        ...conditions(measure, judged, failureLimit),
        provider: { prometheus: { address: inCluster.metrics.prometheusUrl, query: measure.query } },
    };
}

function conditions(
    { good, noData }: Measure,
    judged: string,
    failureLimit: number,
): Pick<Metric, "successCondition" | "failureCondition" | "inconclusiveLimit"> {
    switch (noData) {
        case "proceed":
            return { successCondition: `!(${judged}) || ${good}` };
        case "pause":
            // Neither good nor bad is inconclusive: after a few of those the rollout pauses for a person.
            return {
                successCondition: `${judged} && ${good}`,
                failureCondition: `${judged} && !(${good})`,
                inconclusiveLimit: failureLimit,
            };
        case "fail":
            return { successCondition: `${judged} && ${good}` };
        default:
            return noData satisfies never;
    }
}

function measures(plan: ServingPlan, settings: AnalysisConfig): Measure[] {
    const canary = { ...ofWorkload(plan), revision: "{{args.canary-hash}}" };
    const stable = { ...ofWorkload(plan), revision: "{{args.stable-hash}}" };
    const errors = (of: Record<string, string>) => `max(${series("inference:errors:ratio_rate5m", of)})`;
    const latency = (of: Record<string, string>) => `max(${series("inference:latency_seconds:p95", of)})`;
    const noData = settings.noTraffic;
    return [
        {
            name: "scraped",
            query: `sum(${series("inference:measured_pods", canary)})`,
            good: "result[0] >= 1",
            noData: "fail",
        },
        ...(settings.minAccuracy === false || !reportsAccuracy(plan)
            ? []
            : [
                  {
                      name: "accuracy",
                      query: `avg(${series("model_accuracy", canary)})`,
                      good: `result[0] >= ${settings.minAccuracy}`,
                      // Accuracy is unknown until outcomes are, however many requests the server has answered.
                      noData: "proceed" as const,
                  },
              ]),
        {
            name: "error-rate",
            query: errors(canary),
            good: `result[0] <= ${settings.maxErrorRatio}`,
            noData,
        },
        {
            name: "latency-p95",
            query: latency(canary),
            good: `result[0] <= ${settings.maxLatencyP95Ms / 1000}`,
            noData,
        },
        // A comparison has no value when either side had no requests; the limits above still hold.
        ...(settings.maxLatencyRatio === false
            ? []
            : [
                  {
                      name: "latency-against-stable",
                      query: `${latency(canary)} / ${latency(stable)}`,
                      good: `result[0] <= ${settings.maxLatencyRatio}`,
                      noData: "proceed" as const,
                  },
              ]),
        ...(settings.maxErrorRatioIncrease === false
            ? []
            : [
                  {
                      name: "errors-against-stable",
                      query: `${errors(canary)} - ${errors(stable)}`,
                      good: `result[0] <= ${settings.maxErrorRatioIncrease}`,
                      noData: "proceed" as const,
                  },
              ]),
        ...Object.entries(settings.checks).map(([name, check]) => ({
            name: `own-${name}`,
            query: scoped(check.query, canary),
            good: within(check),
            noData: check.noData,
        })),
    ];
}

function within({ min, max }: Pick<AnalysisConfig["checks"][string], "min" | "max">): string {
    return [
        ...(min === undefined ? [] : [`result[0] >= ${min}`]),
        ...(max === undefined ? [] : [`result[0] <= ${max}`]),
    ].join(" && ");
}
