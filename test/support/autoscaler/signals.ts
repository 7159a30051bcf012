import { type KedaTrigger } from "../../../components/serving/scaling/triggers/trigger";

/** What can be measured of a workload in one step of simulated time. */
export interface Signals {
    readonly perSecond: number;
    readonly latency: number;
    readonly waiting: number;
    /** Used share of the GPUs. */
    readonly busy: number;
}

interface Pods {
    readonly pods: number;
    readonly ready: number;
}

const stepsPerMinute = 4;
/** Ratios this close to 1 change nothing. Source: kube-controller-manager, horizontal-pod-autoscaler-tolerance. */
const tolerance = 0.1;

/** The greatest number of pods that a trigger asks for. Source: kubernetes podautoscaler `replica_calculator.go`. */
export function desiredPods(triggers: readonly KedaTrigger[], history: readonly Signals[], now: Pods): number {
    return Math.max(...triggers.map((trigger) => desired(trigger, history, now)));
}

function desired({ name = "", metricType, metadata }: KedaTrigger, history: readonly Signals[], now: Pods): number {
    const value = measured(name, metadata.query ?? "", history);
    const threshold = Number(metadata.threshold);
    const perPod = metricType === "AverageValue";
    const ratio = value / (perPod ? threshold * now.pods : threshold);
    if (Math.abs(ratio - 1) <= tolerance) {
        return now.pods;
    }
    return Math.ceil(perPod ? value / threshold : ratio * now.ready);
}

/** What the trigger's query answers. */
function measured(name: string, query: string, history: readonly Signals[]): number {
    const shortly = history.slice(-stepsPerMinute);
    switch (name) {
        case "requests":
            return mean(shortly.map(({ perSecond }) => perSecond));
        case "gpu":
            return mean(shortly.map(({ busy }) => busy));
        case "queue-depth":
            return mean(shortly.map(({ waiting }) => waiting));
        case "latency-p95": {
            const window = query.includes("p95_1m") ? shortly : history.slice(-5 * stepsPerMinute);
            const cap = /clamp_max\(.*\), ([\d.]+)\)/.exec(query)?.[1];
            const gated = /unless on \(\) sum\(inference:queue_depth.*\) < 1/.test(query);
            return gated && mean(shortly.map(({ waiting }) => waiting)) < 1
                ? 0
                : Math.min(p95(window), Number(cap ?? Number.POSITIVE_INFINITY));
        }
        default:
            throw new Error(`the model does not know a trigger "${name}"`);
    }
}

function mean(values: readonly number[]): number {
    return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Latency that 95 % of the window's requests stay below. */
function p95(window: readonly Signals[]): number {
    const slowest = [...window].sort((a, b) => b.latency - a.latency);
    const allowed = 0.05 * slowest.reduce((sum, { perSecond }) => sum + perSecond, 0);
    let above = 0;
    return slowest.find(({ perSecond }) => (above += perSecond) > allowed)?.latency ?? 0;
}
