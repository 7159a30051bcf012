import { type FullStack } from "../integration/settings";
import { type KubeObject } from "../integration/cluster/types";
import { type Cluster } from "./cluster";
import { type Entry } from "./promises";
import { startsRuns } from "./queuePromises";
import { queuesOf } from "./queues";
import { ownEntries } from "./stack";
import { Subject } from "./subject";

interface OwnPromise {
    readonly title: string;
    readonly keeps: (cluster: Cluster) => Promise<void>;
}

interface ScalerSpec {
    readonly minReplicaCount: number;
    readonly maxReplicaCount: number;
    readonly triggers: readonly {
        readonly metadata: {
            readonly desiredReplicas?: string;
            readonly queueLength?: string;
        };
    }[];
}

/** Pods without load, in working hours where there are such, and most pods. */
interface Bounds {
    readonly min: number;
    readonly max: number;
}

/** Load on every trigger, on each pod even when there are as many as may be. */
const heavy = { requests: 100, waiting: 30, cpu: 2, memory: 2, gpu: 2 };
/** Of a gauge of a workload's own: more than any target of the stack files. */
const heavyGauge = 1000;

/** Every scaler of the stack file's own workloads, with all its triggers and bounds as they are. */
export function ownPromises(stack: FullStack): readonly OwnPromise[] {
    return Object.entries(ownEntries(stack)).flatMap(([name, entry]) => {
        if (entry["scaling"] !== undefined) {
            return {
                title: `the stack's own "${name}" grows to its maximum under load on all triggers, and shrinks to its minimum`,
                keeps: async (cluster: Cluster) => await growsAndShrinks(name, gaugesOf(entry), cluster),
            };
        }
        return entry["queue"] === undefined
            ? []
            : {
                  title: `the stack's own "${name}" starts runs for messages, up to its maximum`,
                  keeps: async (cluster: Cluster) => await startsOwnRuns(name, cluster),
              };
    });
}

/** Names of the gauges that a workload declares. */
function gaugesOf({ metrics }: Entry): string[] {
    return Object.entries((metrics ?? {}) as Readonly<Record<string, string>>)
        .filter(([, type]) => type === "gauge")
        .map(([name]) => name);
}

async function startsOwnRuns(name: string, cluster: Cluster): Promise<void> {
    const [scaler] = scalersOf(name, "ScaledJob", cluster);
    const { maxReplicaCount, triggers } = scaler["spec"] as ScalerSpec;
    const [queue] = queuesOf(scaler);
    await startsRuns(new Subject(name, cluster), {
        perRun: Number(triggers[0]?.metadata.queueLength),
        most: maxReplicaCount,
        ...(queue !== undefined && { queue }),
    });
}

async function growsAndShrinks(name: string, gauges: readonly string[], cluster: Cluster): Promise<void> {
    const scalers = scalersOf(name, "ScaledObject", cluster);
    const releases = scalers.map((scaler) => ({
        it: new Subject(name, cluster, scaler.metadata.name),
        bounds: boundsOf(scaler),
    }));
    // Load is the workload's, whichever of its versions answers.
    const workload = new Subject(name, cluster);
    const own = (each: number) => Object.fromEntries(gauges.map((gauge) => [gauge, each]));
    workload.demand({ own: own(0) });
    await Promise.all(releases.map(({ it, bounds }) => it.hasStarted(bounds.min)));
    const most = releases.reduce((sum, { bounds }) => sum + bounds.max, 0);
    const onAll = (each: number): number => each * most * 4;
    const messages = scalers.flatMap((scaler) => {
        const [length] = (scaler["spec"] as ScalerSpec).triggers.flatMap(({ metadata }) => metadata.queueLength ?? []);
        return queuesOf(scaler).map((queue) => ({ queue: workload.queue(queue), count: onAll(Number(length)) }));
    });
    await Promise.all(messages.map(({ queue, count }) => queue.send(count)));
    workload.demand({
        requests: onAll(heavy.requests),
        waiting: onAll(heavy.waiting),
        cpu: onAll(heavy.cpu),
        memory: onAll(heavy.memory),
        gpu: onAll(heavy.gpu),
        own: own(onAll(heavyGauge)),
    });
    await Promise.all(
        releases.map(({ it, bounds: { max } }) =>
            it.until(`has its maximum of ${max} pods under load`, () => it.pods.length === max, 900),
        ),
    );
    workload.idle();
    for (const { queue, count } of messages) {
        await queue.take(count);
        await queue.finish();
    }
    await Promise.all(
        releases.map(({ it, bounds: { min } }) =>
            it.until(`has its minimum of ${min} pods without load`, () => it.pods.length === min, 2400),
        ),
    );
}

/** @throws Error when there is none */
function scalersOf(name: string, wanted: string, { objects }: Cluster): readonly [KubeObject, ...KubeObject[]] {
    const [first, ...others] = objects.filter(
        ({ kind, metadata }) => kind === wanted && metadata.labels?.["app"] === name,
    );
    if (first === undefined) {
        throw new Error(`the stack renders no ${wanted} for "${name}"`);
    }
    return [first, ...others];
}

function boundsOf({ spec }: KubeObject): Bounds {
    const { minReplicaCount, maxReplicaCount, triggers } = spec as ScalerSpec;
    const scheduled = triggers.map(({ metadata }) => Number(metadata.desiredReplicas ?? 0));
    return { min: Math.max(minReplicaCount, ...scheduled), max: maxReplicaCount };
}
