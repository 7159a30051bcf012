import { scoreEdges } from "../../components/observation/metrics/recorded";
import { leastShare } from "../../components/serving/observation/driftRules";
import { rolledOut, scaledBy, scaledByQueue } from "./entries";
import { workloadNamespace } from "./names";
import { paced } from "./pace";
import { type Past, requestsOf } from "./prometheus/history";
import { type Promised } from "./promises";
import { starts } from "./rolloutPromises";
import { type Subject } from "./subject";

/** Seconds on a cluster: an alert waits for at most 15 minutes (`pace.ts`), after the window of its rates, 5 minutes, and its evaluation. */
const firesWithin = 1400;
const resolvesWithin = 1800;

/** Long enough for every alert that the first minutes of a workload could raise. */
const calmSeconds = 1200;

/** An alert that a fault of the load, of a server or of a controller raises. */
interface Raised extends Pick<Promised, "title" | "name" | "workload" | "past"> {
    readonly fault: (it: Subject) => void | Promise<void>;
    readonly recovery: (it: Subject) => void | Promise<void>;
    readonly fires: readonly string[];
    /** Pods at first. Default: 1. */
    readonly pods?: number;
    /** Those of `fires` that stop firing soon after the recovery. Default: all. */
    readonly resolves?: readonly string[];
}

const load = { requests: 20 };
/** Enough pods for any load here, by a trigger that an alert can miss. */
const scaled = scaledBy({ requestsPerReplica: 100 });
/** Tag of the image of the workloads' first version. */
const first = "1.0.0";
const burns = ["1h", "6h", "1d", "3d"].map((period) => `InferenceErrorBudgetBurn${period}`);

/** Shares of predictions by score, lowest tenth first: those of a version that is sure of most, and of one that is of nothing. */
const sure = [0, 0, 0, 0, 0.05, 0.05, 0.1, 0.1, 0.3, 0.4];
const unsure = [0, 0, 0.1, 0.2, 0.3, 0.2, 0.1, 0.1, 0, 0];

const raised: readonly Raised[] = [
    {
        title: "alert: slow answers",
        name: "alert-slow",
        workload: scaled,
        fault: (it) => it.behave(first, { latencyMs: 3000 }),
        recovery: (it) => it.behave(first, {}),
        fires: ["InferenceLatencyHigh"],
    },
    {
        title: "alert: failed requests, and the error budgets that they use up",
        name: "alert-failing",
        workload: scaledBy({ requestsPerReplica: 100 }, { slo: { availability: 99 } }),
        fault: (it) => it.behave(first, { errors: 0.2 }),
        recovery: (it) => it.behave(first, {}),
        fires: ["InferenceErrorsHigh", ...burns],
        // The others compare with half an hour and more.
        resolves: ["InferenceErrorsHigh", "InferenceErrorBudgetBurn1h"],
    },
    {
        title: "alert: wrong predictions",
        name: "alert-inaccurate",
        workload: scaled,
        fault: (it) => it.behave(first, { accuracy: 0.7 }),
        recovery: (it) => it.behave(first, {}),
        fires: ["InferenceAccuracyLow"],
    },
    {
        title: "alert: a server without metrics",
        name: "alert-unmeasured",
        workload: scaled,
        fault: (it) => it.behave(first, { measured: false }),
        recovery: (it) => it.behave(first, {}),
        fires: ["InferenceMetricsAbsent"],
    },
    {
        title: "alert: scores that are distributed otherwise than in the version's first week",
        name: "alert-drift",
        workload: scaled,
        past: baselineOf,
        fault: (it) => it.behave(first, { scores: unsure }),
        recovery: (it) => it.behave(first, { scores: sure }),
        fires: ["InferencePredictionDrift"],
        // It compares the scores of an hour.
        resolves: [],
    },
    {
        title: "alert: a server that keeps restarting, until another pod takes its place",
        name: "alert-restarting",
        workload: scaled,
        fault: (it) => it.behave(first, { restartsEvery: 10 }),
        recovery: async (it) => {
            it.behave(first, {});
            await it.evict(it.pods);
        },
        fires: ["InferencePodsRestarting"],
    },
    {
        title: "alert: pods of one version that serve different models",
        name: "alert-digests",
        workload: scaledBy({ min: 2, requestsPerReplica: 100 }),
        pods: 2,
        fault: async (it) => {
            await Promise.all(it.pods.map(async (pod, i) => await it.setModelDigest(pod, `sha256:${i}`)));
        },
        recovery: async (it) => {
            await Promise.all(it.pods.map(async (pod) => await it.setModelDigest(pod, "sha256:0")));
        },
        fires: ["InferenceModelDigestMismatch"],
    },
    {
        title: "alert: an autoscaler that somebody has paused",
        name: "alert-paused",
        workload: scaled,
        fault: async (it) => await it.setScalingPaused(true),
        recovery: async (it) => await it.setScalingPaused(false),
        fires: ["InferenceScalingPaused"],
    },
    {
        title: "alert: an autoscaler that cannot read its triggers",
        name: "alert-fallback",
        workload: scaled,
        fault: (it) => it.silencePrometheus(),
        recovery: (it) => it.unsilencePrometheus(),
        fires: ["InferenceScalingFallback"],
    },
    {
        title: "alert: an autoscaler that does not learn what pods use",
        name: "alert-inactive",
        workload: scaledBy({ cpuPercent: 70 }),
        fault: (it) => it.setUsageKnown(false),
        recovery: (it) => it.setUsageKnown(true),
        fires: ["InferenceAutoscalerInactive"],
    },
    {
        title: "alert: no requests at an hour at which there were some a day and a week before",
        name: "alert-no-traffic",
        workload: scaled,
        past: (name, start) => [1, 7].map((days) => busyHour(name, start - paced(days * 24 * 3600))),
        fault: (it) => it.demand({ requests: 0 }),
        recovery: (it) => it.demand(load),
        fires: ["InferenceNoTraffic"],
    },
    {
        title: "alert: no more pods to be had",
        name: "alert-maximum",
        workload: scaledBy({ max: 2, requestsPerReplica: 10 }),
        fault: (it) => it.demand({ requests: 100 }),
        recovery: (it) => it.demand({ requests: 0 }),
        fires: ["InferenceAtMaxReplicas"],
    },
];

/** What docs/observability.md says of a workload's alerts. */
export const alertPromises: readonly Promised[] = [
    ...raised.map(({ fault, recovery, fires: alerts, resolves = alerts, pods = 1, ...trial }) => ({
        ...trial,
        alerts,
        keeps: async (it: Subject) => {
            await it.hasStarted(pods);
            it.demand(load);
            await fault(it);
            for (const alert of alerts) {
                await fires(it, alert);
            }
            await recovery(it);
            for (const alert of resolves) {
                await isResolved(it, alert);
            }
        },
    })),
    {
        title: "alert: a ScaledObject that KEDA refuses, until what it names is there and KEDA looks again",
        name: "alert-refused",
        workload: scaledByQueue(10),
        withheld: ["TriggerAuthentication"],
        alerts: ["InferenceAutoscalerMissing"],
        keeps: async (it) => {
            await it.hasStarted(1);
            // KEDA's words for a trigger on SQS without an identity.
            const refused = () => /awsAccessKeyID not found/.test(it.conditionOf("Ready")?.message ?? "");
            await it.until("is refused, with the reason", refused, 300);
            await it.queue().send(35);
            await fires(it, "InferenceAutoscalerMissing");
            it.require("has kept its pod", it.pods.length === 1);
            await it.supply();
            await it.makeKedaLook();
            await it.until("has an autoscaler", () => it.hasAutoscaler, 300);
            await isResolved(it, "InferenceAutoscalerMissing");
            await it.until("has 4 pods for 35 messages", () => it.pods.length === 4, 700);
        },
    },
    {
        title: "alert: a rollout that was taken back, until the next one",
        name: "alert-aborted",
        workload: rolledOut(),
        alerts: ["InferenceRolloutAborted"],
        keeps: async (it) => {
            await starts(it, load);
            await it.releaseVersion("2.0.0");
            await it.until("shifts 10 %", () => it.canaryHistory.includes(10), 600);
            await it.abort();
            await fires(it, "InferenceRolloutAborted");
            await it.releaseVersion("3.0.0");
            await isResolved(it, "InferenceRolloutAborted");
        },
    },
    {
        title: "alert: a rollout that waits for a person for longer than its steps take",
        name: "alert-stuck",
        workload: rolledOut({ strategy: "blue-green" }),
        alerts: ["InferenceRolloutStuck"],
        keeps: async (it) => {
            // Tried, so that nothing but the person is missing.
            await starts(it, { ...load, preview: 5 });
            await it.releaseVersion("2.0.0");
            await fires(it, "InferenceRolloutStuck");
            await it.promote();
            await isResolved(it, "InferenceRolloutStuck");
        },
    },
    {
        title: "no alert while a workload answers well and scales",
        name: "alert-none",
        workload: scaledBy({ requestsPerReplica: 10 }),
        alerts: [],
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ requests: 25 });
            await it.throughout("raises no alert", () => it.alertsSoFar.size === 0, calmSeconds);
            it.require("has 3 pods by then", it.pods.length === 3);
        },
    },
];

/** Requests from an hour before a moment to four hours after it. */
function busyHour(name: string, moment: number): Past {
    return { ...requestsOf(name), value: 20, from: moment - paced(3600), until: moment + paced(4 * 3600) };
}

/** What Prometheus has recorded of a version that is sure of most of its predictions, until the moment of the start. */
function baselineOf(workload: string, start: number): Past[] {
    const version = { namespace: workloadNamespace, workload, version: "v1", model: "m", model_version: "1" };
    return scoreEdges.map((edge, i) => ({
        record: "inference:score_baseline",
        labels: { ...version, bin: String(edge) },
        value: Math.max(sure[i] ?? 0, leastShare),
        from: start - paced(3600),
        until: start,
        zeroAround: false,
    }));
}

async function fires(it: Subject, alert: string): Promise<void> {
    await it.until(`fires ${alert}`, () => it.alerts.has(alert), firesWithin);
    it.timeline.note(`${alert} fires`);
}

async function isResolved(it: Subject, alert: string): Promise<void> {
    await it.until(`resolves ${alert}`, () => !it.alerts.has(alert), resolvesWithin);
    it.timeline.note(`${alert} is resolved`);
}
