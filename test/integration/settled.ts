import { applied } from "./apply";
import { type KubeClient } from "./cluster/client";
import { describeObject, type V1DaemonSet, type V1Pod } from "./cluster/types";
import { environment, type Environment } from "./environment";
import { isReady, podsOf, unschedulableReason } from "./pods";
import { type StackName } from "./settings";
import { actAsController } from "./standIns";
import { eventually } from "./wait";
import { batchKinds, type Workload, workloadsOf } from "./workloads";

/** A stack whose serving workloads have all the pods they never go below. */
export interface SettledStack extends Environment {
    readonly stack: StackName;
    /** Everything that makes pods. */
    readonly workloads: readonly Workload[];
    /** Of these, what runs all the time. */
    readonly serving: readonly Workload[];
    /** Of these, what runs to its end, now and then. */
    readonly batch: readonly Workload[];
    /** The pods of what serves, as the scheduler placed them first, before any test moved one. */
    readonly placed: ReadonlyMap<Workload, readonly V1Pod[]>;
}

const stacks = new Map<StackName, Promise<SettledStack>>();

/** The stack, applied and scheduled, once for all tests; a test that moves something puts it back. */
export function settled(stack: StackName): Promise<SettledStack> {
    const known = stacks.get(stack) ?? settle(stack);
    stacks.set(stack, known);
    return known;
}

async function settle(stack: StackName): Promise<SettledStack> {
    const results = await applied(stack);
    const env = await environment(stack);
    const workloads = workloadsOf(results.filter(({ reply }) => reply.status < 300).map(({ object }) => object));
    const serving = workloads.filter(({ object }) => !batchKinds.includes(object.kind));
    const batch = workloads.filter(({ object }) => batchKinds.includes(object.kind));
    for (const workload of serving) {
        await actAsController(env.client, workload);
    }
    await atRest(env, serving);
    const placed = new Map<Workload, readonly V1Pod[]>();
    for (const workload of serving) {
        placed.set(workload, await podsOf(env.client, workload));
    }
    return { ...env, stack, workloads, serving, batch, placed };
}

/**
 * Waits until every pod of the workloads is ready.
 *
 * @throws Error naming each pod that is not, with the scheduler's reason.
 */
export async function atRest({ client }: Environment, workloads: readonly Workload[]): Promise<void> {
    for (const workload of workloads) {
        let waiting: readonly V1Pod[] = [];
        try {
            await eventually(
                `${describeObject(workload.object)} has its pods, at least ${workload.floor}, ready`,
                async () => {
                    const expected = await expectedPods(client, workload);
                    const pods = await podsOf(client, workload);
                    waiting = pods.filter((pod) => !isReady(pod));
                    return pods.length >= expected && waiting.length === 0;
                },
            );
        } catch (error) {
            const reasons = waiting.map(
                (pod) => `${pod.metadata?.name}: ${unschedulableReason(pod) ?? pod.status?.phase}`,
            );
            throw new Error([(error as Error).message, ...reasons].join("\n"));
        }
    }
}

/** Of a DaemonSet as many as its controller counts nodes for it; whether these are the right ones is for the placement tests to say. */
async function expectedPods(client: KubeClient, { object, floor }: Workload): Promise<number> {
    if (object.kind !== "DaemonSet") {
        return floor;
    }
    const status = (await client.read<V1DaemonSet>(object))?.status;
    return status?.observedGeneration === undefined ? Infinity : Math.max(floor, status.desiredNumberScheduled);
}
