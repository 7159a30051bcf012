import { type FullStack } from "../integration/settings";
import { type KubeObject } from "../integration/cluster/types";
import { type Cluster } from "./cluster";
import { ownEntries } from "./stack";
import { Subject } from "./subject";

interface OwnPromise {
    readonly title: string;
    readonly keeps: (cluster: Cluster) => Promise<void>;
}

interface ScaledObjectSpec {
    readonly minReplicaCount: number;
    readonly maxReplicaCount: number;
    readonly triggers: readonly { readonly metadata: { readonly desiredReplicas?: string } }[];
}

/** Pods without load, in working hours where there are such, and most pods. */
interface Bounds {
    readonly min: number;
    readonly max: number;
}

/** Load on every trigger, on each pod even when there are as many as may be. */
const heavy = { requests: 100, waiting: 30, cpu: 2, memory: 2, gpu: 2 };

/** Every ScaledObject of the stack file's own workloads, with all its triggers and bounds as they are. */
export function ownPromises(stack: FullStack): readonly OwnPromise[] {
    const scaled = Object.entries(ownEntries(stack)).filter(
        ([, { scaling }]) => scaling !== undefined && !readsQueue(scaling),
    );
    return scaled.map(([name]) => ({
        title: `the stack's own "${name}" grows to its maximum under load on all triggers, and shrinks to its minimum`,
        keeps: async (cluster) => await growsAndShrinks(name, cluster),
    }));
}

/** No queue of the cloud is here: its trigger would hold the pods that there are. */
function readsQueue(scaling: unknown): boolean {
    return (scaling as { readonly sqs?: unknown }).sqs !== undefined;
}

async function growsAndShrinks(name: string, cluster: Cluster): Promise<void> {
    const scalers = cluster.objects.filter(
        ({ kind, metadata }) => kind === "ScaledObject" && metadata.labels?.["app"] === name,
    );
    if (scalers.length === 0) {
        throw new Error(`the stack renders no ScaledObject for "${name}"`);
    }
    const releases = scalers.map((scaler) => ({
        it: new Subject(name, cluster, scaler.metadata.name),
        bounds: boundsOf(scaler),
    }));
    await Promise.all(releases.map(({ it, bounds }) => it.hasStarted(bounds.min)));
    const most = releases.reduce((sum, { bounds }) => sum + bounds.max, 0);
    const onAll = (each: number): number => each * most * 4;
    releases[0]?.it.demand({
        requests: onAll(heavy.requests),
        waiting: onAll(heavy.waiting),
        cpu: onAll(heavy.cpu),
        memory: onAll(heavy.memory),
        gpu: onAll(heavy.gpu),
    });
    await Promise.all(
        releases.map(({ it, bounds: { max } }) =>
            it.until(`has its maximum of ${max} pods under load`, () => it.pods.length === max, 900),
        ),
    );
    releases[0]?.it.idle();
    await Promise.all(
        releases.map(({ it, bounds: { min } }) =>
            it.until(`has its minimum of ${min} pods without load`, () => it.pods.length === min, 2400),
        ),
    );
}

function boundsOf({ spec }: KubeObject): Bounds {
    const { minReplicaCount, maxReplicaCount, triggers } = spec as ScaledObjectSpec;
    const scheduled = triggers.map(({ metadata }) => Number(metadata.desiredReplicas ?? 0));
    return { min: Math.max(minReplicaCount, ...scheduled), max: maxReplicaCount };
}
