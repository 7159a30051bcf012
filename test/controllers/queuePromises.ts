import { scaledByQueue, takesFromQueue } from "./entries";
import { type Promised } from "./promises";
import { type Subject } from "./subject";

/** Seconds on a cluster: KEDA asks for the length of a queue every 30 s, and pods are added two at a time. */
const upWithin = 700;
const downWithin = 1500;
/** Longer than KEDA takes to look at a queue several times. */
const looks = 150;

/** Messages per pod, and per run. */
const perPod = 10;

/** What docs/workloads.md and docs/workloads/batch-inference.md say of queues. */
export const queuePromises: readonly Promised[] = [
    {
        title: "queue of messages: as many pods as its messages need, those in work included, and back when they are done",
        name: "messages",
        workload: scaledByQueue(perPod),
        keeps: async (it) => {
            await it.hasStarted(1);
            await it.queue().send(35);
            await it.until("has 4 pods for 35 messages", () => it.pods.length === 4, upWithin);
            const queue = it.queue();
            await queue.take(35);
            await it.throughout("keeps 4 pods while messages are in work", () => it.pods.length === 4, 420);
            it.timeline.note("all messages are done");
            await queue.finish();
            await it.until("has one pod again without messages", () => it.pods.length === 1, downWithin);
        },
    },
    {
        title: "queue of messages: the first message starts the first pod, and the last pod goes when it is done",
        name: "messages-from-zero",
        workload: scaledByQueue(perPod, { min: 0 }),
        keeps: async (it) => {
            it.timeline.begin();
            const idle = () => it.replicaHistory.at(-1) === 0 && it.pods.length === 0;
            await it.until("has no pod without messages", idle, 600);
            const queue = it.queue();
            await queue.send(1);
            await it.until("has a pod for the first message", () => it.pods.length === 1, upWithin);
            await queue.take(1);
            await queue.finish();
            await it.until("has no pod once it is done", () => it.pods.length === 0, downWithin);
        },
    },
    {
        title: "batch inference of a queue: a run for every few messages, up to its maximum, and none without messages",
        name: "runs",
        workload: takesFromQueue(perPod, 3),
        keeps: async (it) => await startsRuns(it, { perRun: perPod, most: 3 }),
    },
];

/** What a ScaledJob promises, whatever its numbers. */
export async function startsRuns(
    it: Subject,
    {
        perRun,
        most,
        queue: name = it.name,
    }: { readonly perRun: number; readonly most: number; readonly queue?: string },
): Promise<void> {
    const queue = it.queue(name);
    await it.until("is accepted by KEDA", () => it.conditionOf("Ready")?.status === "True", 600);
    await it.throughout("starts no run without messages", () => it.allRuns.length === 0, looks);
    it.timeline.begin();
    await queue.send(1);
    await it.until("starts a run for the first message", () => it.runs.length === 1, upWithin);
    await queue.send(perRun - 1);
    await it.throughout(`starts no second run for ${perRun} messages`, () => it.allRuns.length === 1, looks);
    await queue.send(most * perRun);
    await it.until(`has its maximum of ${most} runs`, () => it.runs.length === most, upWithin);
    // Messages that runs have taken are those of these runs, and start no others.
    await queue.take(most * perRun);
    await it.throughout("starts no run beyond its maximum", () => it.allRuns.length === most, looks);
    it.timeline.note("its runs are done");
    await queue.finish();
    await it.endRuns();
    await it.until("starts a run for what is left", () => it.runs.length === 1 && it.allRuns.length > 1, upWithin);
    await queue.take(perRun);
    await queue.finish();
    await it.endRuns();
    await it.until("has no run in the end", () => it.runs.length === 0, upWithin);
    await it.throughout("starts none once the queue is empty", () => it.runs.length === 0, looks);
}
