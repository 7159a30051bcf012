import { rolledOut, scaledBy } from "./entries";
import { type Promised } from "./promises";
import { type Subject } from "./subject";

/** Seconds on a cluster: the longest alert waits for 15 minutes, after the window of its rates and the start of pods. */
const firesWithin = 1800;
const resolvesWithin = 1800;

/** Long enough for every alert that the first minutes of a workload could raise. */
const calmSeconds = 1200;

/** An alert that a fault of the load, of a server or of a controller raises. */
interface Raised extends Pick<Promised, "title" | "name" | "workload"> {
    readonly fault: (it: Subject) => void;
    readonly recovery: (it: Subject) => void;
    readonly fires: readonly string[];
    /** Those of `fires` that stop firing soon after the recovery. Default: all. */
    readonly resolves?: readonly string[];
}

const load = { requests: 20 };
/** Enough pods for any load here, by a trigger that an alert can miss. */
const scaled = scaledBy({ requestsPerReplica: 100 });
/** Tag of the image of the workloads' first version. */
const first = "1.0.0";
const burns = ["1h", "6h", "1d", "3d"].map((period) => `InferenceErrorBudgetBurn${period}`);

/** Alerts of a workload that no fault raises here, and why. */
export const alertsNotShown: Readonly<Record<string, string>> = {
    InferenceNoTraffic: "compares with the requests of a day before",
    InferencePredictionDrift: "compares with the scores of a week",
    InferenceModelDigestMismatch: "needs pods of one version with different models, which no controller makes",
    InferencePodsRestarting: "needs containers that restart, and none run",
    InferenceAutoscalerMissing: "is about ScaledObjects that are gone or refused, and every trial has one",
    InferenceAutoscalerInactive: "needs a metrics API that does not answer, and the load model always does",
    InferenceScalingPaused: "waits for an hour",
    InferenceRolloutStuck: "waits for as long as all steps of a rollout may take, which is an hour and more",
};

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
        title: "alert: an autoscaler that cannot read its triggers",
        name: "alert-fallback",
        workload: scaled,
        fault: (it) => it.silencePrometheus(),
        recovery: (it) => it.unsilencePrometheus(),
        fires: ["InferenceScalingFallback"],
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
    ...raised.map(({ title, name, workload, fault, recovery, fires: alerts, resolves = alerts }) => ({
        title,
        name,
        workload,
        alerts,
        keeps: async (it: Subject) => {
            await it.hasStarted(1);
            it.demand(load);
            fault(it);
            for (const alert of alerts) {
                await fires(it, alert);
            }
            recovery(it);
            for (const alert of resolves) {
                await isResolved(it, alert);
            }
        },
    })),
    {
        title: "alert: a rollout that was taken back, until the next one",
        name: "alert-aborted",
        workload: rolledOut(),
        alerts: ["InferenceRolloutAborted"],
        keeps: async (it) => {
            it.demand(load);
            await it.until("has its first version", () => it.rollout.phase === "Healthy" && it.pods.length === 2, 1200);
            await it.releaseVersion("2.0.0");
            await it.until("shifts 10 %", () => it.canaryHistory.includes(10), 600);
            await it.abort();
            await fires(it, "InferenceRolloutAborted");
            await it.releaseVersion("3.0.0");
            await isResolved(it, "InferenceRolloutAborted");
        },
    },
    {
        title: "no alert while a workload answers well and scales",
        name: "alert-none",
        workload: scaledBy({ requestsPerReplica: 10 }),
        keeps: async (it) => {
            await it.hasStarted(1);
            it.demand({ requests: 25 });
            await it.throughout("raises no alert", () => it.alertsSoFar.size === 0, calmSeconds);
            it.require("has 3 pods by then", it.pods.length === 3);
        },
    },
];

async function fires(it: Subject, alert: string): Promise<void> {
    await it.until(`fires ${alert}`, () => it.alerts.has(alert), firesWithin);
    it.note(`${alert} fires`);
}

async function isResolved(it: Subject, alert: string): Promise<void> {
    await it.until(`resolves ${alert}`, () => !it.alerts.has(alert), resolvesWithin);
    it.note(`${alert} is resolved`);
}
