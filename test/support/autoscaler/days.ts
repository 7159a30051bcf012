import { type KedaTrigger } from "../../../components/serving/scaling/triggers/trigger";
import { desiredPods, type Signals } from "./signals";

/**
 * Two days of a workload on GPUs in simulated time: requests arrive as a fluid, pods start slowly, and the autoscaler decides
 * as Kubernetes' controller does (ratio with tolerance, stabilization, policies; kubernetes/pkg/controller/podautoscaler).
 * Its figures say which of two settings is better, not what a cluster would measure.
 */
export interface Days {
    /** How often pods were taken away. */
    readonly scaleDowns: number;
    readonly gpuHours: number;
    /** Share of requests answered within 2 s. */
    readonly quick: number;
}

const stepSeconds = 15;
const stepsOf = (seconds: number) => Math.round(seconds / stepSeconds);
const totalSteps = stepsOf(2 * 24 * 3600);
const bounds = { min: 3, max: 20 };
/** Requests per second that a pod answers at most, and seconds that one takes on an idle pod. */
const pod = { perSecond: 20, seconds: 0.15, startSeconds: 240 };

/** Requests per second: a quiet night, a working day, and a burst at noon. */
function load(step: number): number {
    const hour = ((step * stepSeconds) / 3600) % 24;
    const day = 30 + 60 * Math.max(0, Math.sin(((hour - 7) / 12) * Math.PI));
    return hour >= 12 && hour < 13 ? day + 160 : day;
}

export function simulateDays(triggers: readonly KedaTrigger[]): Days {
    const ready: number[] = Array.from({ length: bounds.min }, () => 0);
    const history: Signals[] = [];
    const recommended: number[] = [];
    const sizes: number[] = [];
    let waiting = 0;
    let scaleDowns = 0;
    let podSteps = 0;
    let quick = 0;
    let all = 0;
    for (let step = 0; step < totalSteps; step += 1) {
        const running = Math.max(1, ready.filter((from) => from <= step).length);
        const arrived = load(step);
        const capacity = running * pod.perSecond;
        const busy = Math.min(1, (arrived + waiting / stepSeconds) / capacity);
        waiting = Math.max(0, waiting + (arrived - capacity) * stepSeconds);
        // Waiting for a place on a busy pod, beside the backlog.
        const crowding = pod.seconds * (1 / (1 - Math.min(busy, 0.9)) - 1) * 0.3;
        const latency = pod.seconds + crowding + waiting / capacity;
        history.push({ perSecond: arrived, latency, waiting: waiting + arrived * crowding, busy });
        quick += latency <= 2 ? arrived : 0;
        all += arrived;
        podSteps += ready.length;
        recommended.push(clamp(desiredPods(triggers, history, { pods: ready.length, ready: running })));
        const next = stabilized(recommended, sizes, ready.length);
        scaleDowns += next < ready.length ? 1 : 0;
        while (ready.length < next) {
            ready.push(step + stepsOf(pod.startSeconds));
        }
        ready.length = next;
        sizes.push(next);
    }
    return { scaleDowns, gpuHours: (podSteps * stepSeconds) / 3600, quick: quick / all };
}

function clamp(pods: number): number {
    return Math.min(bounds.max, Math.max(bounds.min, pods));
}

/** The behavior of a ScaledObject: windows of 60 s up and 300 s down; half as many or 2 more, a quarter fewer per minute. */
function stabilized(recommended: readonly number[], sizes: readonly number[], pods: number): number {
    const up = Math.min(...recommended.slice(-stepsOf(60)));
    const down = Math.max(...recommended.slice(-stepsOf(300)));
    const aMinuteAgo = sizes.at(-stepsOf(60)) ?? pods;
    if (up > pods) {
        return Math.max(pods, Math.min(up, Math.max(Math.ceil(aMinuteAgo * 1.5), aMinuteAgo + 2)));
    }
    return down < pods ? Math.min(pods, Math.max(down, Math.floor(aMinuteAgo * 0.75))) : pods;
}
