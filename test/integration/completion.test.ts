import assert from "node:assert/strict";
import { describeObject, type KubeObject, type V1Job } from "./cluster/types";
import { drain, setSchedulable } from "./drain";
import { Nodes, podsOf } from "./pods";
import { settled, type SettledStack } from "./settled";
import { podsOfRun, release, startNow } from "./standIns";
import { describeStacks } from "./suite";
import { eventually } from "./wait";
import { podMakerSpec, type Workload } from "./workloads";

describeStacks("runs to the end", settled, (prepared) => {
    it("starts nothing by itself: what is suspended has no pods", async () => {
        const { client, batch } = prepared();
        const waiting = batch.filter(({ object }) => (object["spec"] as { suspend?: boolean }).suspend === true);
        assert.ok(waiting.length > 0, "the stack has runs that wait");
        for (const workload of waiting) {
            assert.deepEqual(await podsOf(client, workload), [], describeObject(workload.object));
        }
    });

    it("completes one run of everything that runs to its end, every part of it once", async () => {
        const env = prepared();
        assert.ok(env.batch.length > 0, "the stack has runs");
        for (const workload of env.batch) {
            const job = await startNow(env.client, workload);
            try {
                const status = await completed(env, job);
                const { completions = 1, completionMode } = jobSpec(workload);
                assert.equal(status.succeeded, completions, describeObject(workload.object));
                assert.equal(status.failed ?? 0, 0, describeObject(workload.object));
                if (completionMode === "Indexed") {
                    const all = Array.from({ length: completions }, (_, index) => index);
                    assert.deepEqual(indexes(status.completedIndexes), all, describeObject(workload.object));
                }
            } finally {
                await remove(env, job);
            }
        }
    });

    it("goes on when a node under a run is drained, and counts no failure", async () => {
        const env = prepared();
        // Not load tests: the more pods of a run a drain stops at once, the longer Kubernetes waits with all the others.
        const listed = env.batch.filter(({ object }) =>
            ["ml-training", "ml-production"].includes(object.metadata.namespace),
        );
        assert.ok(listed.length > 0, "the stack file lists runs");
        const runs: { readonly workload: Workload; readonly job: KubeObject }[] = [];
        const interrupted = new Set<string | undefined>();
        try {
            for (const workload of listed) {
                runs.push({ workload, job: await startNow(env.client, workload, true) });
            }
            for (const { workload, job } of runs) {
                const pods = await runningPods(env, job, workload.floor);
                const { spec } = pods[0] ?? {};
                await drainAndReturn(env, spec?.nodeName);
                const onNode = pods.filter((pod) => pod.spec?.nodeName === spec?.nodeName);
                onNode.forEach(({ metadata }) => interrupted.add(metadata?.uid));
            }
            for (const { workload, job } of runs) {
                const what = describeObject(workload.object);
                const after = await runningPods(env, job, workload.floor);
                assert.ok(!after.some(({ metadata }) => interrupted.has(metadata?.uid)), what);
                await endRun(env, job);
                const { failed = 0, failedIndexes = "" } = await completed(env, job);
                assert.deepEqual([failed, failedIndexes], [0, ""], what);
            }
        } finally {
            for (const { job } of runs) {
                await remove(env, job);
            }
        }
    });
});

/** Drains a node. The only one of its kind, in a small stack, is its own successor afterwards. */
async function drainAndReturn({ client }: SettledStack, name: string | undefined): Promise<void> {
    const node = (await Nodes.of(client)).all.find(({ metadata }) => metadata?.name === name);
    assert.ok(node !== undefined, `the node ${name}`);
    try {
        await drain(client, node);
    } finally {
        await setSchedulable(client, node, true);
    }
}

interface RunSpec {
    readonly completions?: number;
    readonly completionMode?: string;
}

function jobSpec({ object }: Workload): RunSpec {
    return podMakerSpec(object);
}

/** The numbers of a list such as `0,2-4`. */
function indexes(list = ""): number[] {
    return list.split(",").flatMap((part) => {
        const [first = 0, last = first] = part.split("-").map(Number);
        return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

async function remove({ client }: SettledStack, job: KubeObject): Promise<void> {
    await client.delete(job);
    await eventually(`${describeObject(job)} is gone`, async () => (await client.read<V1Job>(job)) === undefined);
}

async function completed({ client }: SettledStack, job: KubeObject): Promise<NonNullable<V1Job["status"]>> {
    return await eventually(`${describeObject(job)} is complete`, async () => {
        const status = (await client.read<V1Job>(job))?.status;
        const complete = status?.conditions?.some((each) => each.type === "Complete" && each.status === "True");
        return complete === true ? status : undefined;
    });
}

/** Kubernetes waits ten seconds with a pod in the place of a failed one, and twice as long each time. */
const replacementSeconds = 180;

/** The pods of a run once all of them run. */
async function runningPods({ client }: SettledStack, job: KubeObject, count: number) {
    return await eventually(
        `${count} pods of ${describeObject(job)} run`,
        async () => {
            const pods = await podsOfRun(client, job);
            const running = pods.filter(
                ({ metadata, status }) => metadata?.deletionTimestamp === undefined && status?.phase === "Running",
            );
            return running.length === count && pods.length === count ? running : undefined;
        },
        replacementSeconds,
    );
}

/** Lets the pods of a run end, and those that take the places of the first ones. */
async function endRun({ client }: SettledStack, job: KubeObject): Promise<void> {
    await eventually(`every part of ${describeObject(job)} ends`, async () => {
        for (const pod of await podsOfRun(client, job)) {
            await release(client, pod);
        }
        const status = (await client.read<V1Job>(job))?.status;
        return status?.conditions?.some(({ type }) => type === "Complete");
    });
}
