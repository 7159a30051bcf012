import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { applyAll, type AppliedObject, prepareNamespaces, refusals } from "./apply";
import { accepted, type KubeClient, refusal, type Reply } from "./cluster/client";
import { describeObject, type KubeObject, type V1Job, type V1Node, type V1Pod } from "./cluster/types";
import { drain, setSchedulable } from "./drain";
import { type KueueCluster, startKueue } from "./kueue";
import { isReady } from "./pods";
import { render } from "./rendered";
import { oneFullStack } from "./settings";
import { heldAnnotation, podsOfRun, release } from "./standIns";
import { describeEach } from "./suite";
import { eventually } from "./wait";

const namespace = "ml-training";
const pods = 3;
/** Kubernetes waits ten seconds with a pod in the place of a failed one. */
const times = { ready: 25, recovery: 45 };
const longEnough = 240;

/** Each run takes 12 GPUs, and all nodes with V100 have 16. */
const run = `pods: ${pods}, gpus: 4, run: true, data: { path: numbers/ }`;
const image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/model-training:1.0.0";
const names: readonly string[] = ["first", "second"];
const trainings = names.map(
    (name) => `workloads.${name}={ kind: training, image: "${image}", output: { model: ${name}, version: 1 }, ${run} }`,
);

interface Prepared extends KueueCluster {
    readonly applied: readonly AppliedObject[];
    /** The Jobs of both trainings, as the stack has them. */
    readonly jobs: readonly KubeObject[];
    /** Those of trainings that the stack file does not start. */
    readonly idle: readonly KubeObject[];
    readonly queues: readonly KubeObject[];
}

describeEach(
    [oneFullStack()],
    "Trainings of several pods with the real Kueue",
    async (stack): Promise<Prepared> => {
        const max = "nodeGroups.gpu-v100.max=4";
        const rendered = await render(stack, ["addons.kueue.enabled=true", max, ...trainings]);
        const cluster = await startKueue(rendered, times);
        const { client } = cluster;
        const objects: KubeObject[] = [];
        for (const object of rendered.manifests.filter(isRelevant)) {
            if (await client.knows(object)) {
                objects.push(held(object));
            }
        }
        await prepareNamespaces(client, objects);
        // As the stack orders it: queues come before what waits in them.
        const all = objects.filter(({ kind }) => kind === "Job");
        const others = objects.filter(({ kind }) => kind !== "Job");
        const applied = [...(await applyAll(client, others)), ...(await applyAll(client, all))];
        const queues = objects.filter(({ kind }) => kind === "LocalQueue");
        const jobs = all.filter((job) => names.includes(labelled(job) ?? ""));
        return { ...cluster, applied, jobs, idle: all.filter((job) => !jobs.includes(job)), queues };
    },
    (prepared) => {
        after(() => prepared().stop());
        let working: KubeObject;
        let waiting: KubeObject;

        it("has objects that the API server and Kueue accept", async () => {
            const { client, chart, applied, jobs, queues } = prepared();
            assert.deepEqual(refusals(applied), []);
            assert.deepEqual([jobs.length, queues.length], [2, 3]);
            const replies: { readonly object: KubeObject; readonly reply: Reply }[] = [];
            for (const object of chart) {
                if (await client.knows(object)) {
                    replies.push({ object, reply: await client.apply(object, { dryRun: true }) });
                }
            }
            assert.deepEqual(
                replies
                    .filter(({ reply }) => reply.status >= 300)
                    .map(({ object, reply }) => `${describeObject(object)}: ${refusal(reply)}`),
                [],
            );
            assert.ok(replies.some(({ object }) => object.kind === "Deployment"));
            const violations = replies.flatMap(({ reply }) =>
                reply.warnings.filter((text) => text.startsWith("would violate PodSecurity")),
            );
            assert.deepEqual(violations, []);
        });

        it("starts one run whole, and of the other not one pod", async () => {
            const { client, jobs, idle } = prepared();
            working = await eventually("one run has all its pods", () => whole(client, jobs), longEnough);
            const other = jobs.find((job) => job !== working);
            assert.ok(other !== undefined);
            waiting = other;
            for (let look = 0; look < 30; look += 1) {
                assert.equal((await running(client, working)).length, pods);
                assert.deepEqual(await allPods(client, waiting), []);
                await sleep(100);
            }
            assert.equal((await statusOf(client, waiting)).spec?.suspend, true);
            // Nothing in the manifest suspends these: their queue is stopped.
            assert.ok(idle.length > 0);
            for (const job of idle) {
                assert.ok(!("suspend" in (job["spec"] as object)));
                assert.equal((await statusOf(client, job)).spec?.suspend, true);
                assert.deepEqual(await allPods(client, job), []);
            }
        });

        it("replaces an interrupted pod, counts no failure and leaves the others alone", async () => {
            const { client } = prepared();
            const before = await statusOf(client, working);
            const [interrupted, ...others] = await running(client, working);
            const node = await nodeOf(client, interrupted);
            await drain(client, node);
            await setSchedulable(client, node, true);
            const after = await eventually(
                "all pods run again",
                async () => {
                    const now = await running(client, working);
                    return now.length === pods && !now.some((pod) => same(pod, interrupted)) ? now : undefined;
                },
                longEnough,
            );
            assert.ok(others.every((pod) => after.some((each) => same(each, pod))));
            const { status } = await statusOf(client, working);
            assert.equal(status?.failed ?? 0, 0);
            assert.deepEqual(status?.startTime, before.status?.startTime, "the run was not stopped");
        });

        it("stops all pods of a run that stays without one of them, and starts all of them when there is room again", async () => {
            const { client } = prepared();
            const before = await statusOf(client, working);
            const mine = await running(client, working);
            const [interrupted] = mine;
            const used = new Set(mine.map(({ spec }) => spec?.nodeName));
            const nodes = (await client.list<V1Node>("/api/v1/nodes")).filter(
                ({ metadata }) => metadata?.labels?.["accelerator"] === "nvidia-tesla-v100",
            );
            const spare = nodes.filter(({ metadata }) => !used.has(metadata?.name));
            await Promise.all(spare.map((node) => setSchedulable(client, node, false)));
            const node = await nodeOf(client, interrupted);
            await drain(client, node);
            await eventually(
                "the run is suspended, without any pod",
                async () => {
                    const { spec } = await statusOf(client, working);
                    return spec?.suspend === true && (await podsOfRun(client, working)).length === 0;
                },
                longEnough,
            );
            await Promise.all([...spare, node].map((each) => setSchedulable(client, each, true)));
            working = await eventually("a run has all its pods", () => whole(client, prepared().jobs), longEnough);
            const { status } = await statusOf(client, working);
            assert.notDeepEqual(status?.startTime, before.status?.startTime);
            assert.equal(status?.failed ?? 0, 0);
            waiting = prepared().jobs.find((job) => job !== working) ?? waiting;
            assert.deepEqual(await podsOfRun(client, waiting), []);
        });

        it("stops a run when the stack file says so, and lets the other one have its turn", async () => {
            const { client, queues } = prepared();
            const queue = queues.find(({ metadata }) => metadata.name === labelled(working));
            assert.ok(queue !== undefined);
            const set = async (stopPolicy: string) =>
                accepted(await client.apply({ ...queue, spec: { ...(queue["spec"] as object), stopPolicy } }));
            await set("HoldAndDrain");
            await eventually(
                "the run has no pods",
                async () => (await podsOfRun(client, working)).length === 0,
                longEnough,
            );
            await eventually(
                "the other run has all its pods",
                async () => (await running(client, waiting)).length === pods,
                longEnough,
            );
            await set("None");
            await sleep(2000);
            assert.deepEqual(await podsOfRun(client, working), [], "the run that was stopped waits for its turn");
            [working, waiting] = [waiting, working];
        });

        it("starts the second run when the first one is complete", async () => {
            const { client } = prepared();
            await complete(client, working);
            await eventually(
                "the second run has all its pods",
                async () => (await running(client, waiting)).length === pods,
                longEnough,
            );
            await complete(client, waiting);
        });
    },
);

/** What the runs need, and what Kueue reads. */
function isRelevant({ kind, metadata }: KubeObject): boolean {
    return (
        metadata.namespace === namespace ||
        (kind === "Namespace" && metadata.name === namespace) ||
        ["PriorityClass", "StorageClass", "PersistentVolume", "ResourceFlavor", "ClusterQueue"].includes(kind)
    );
}

/** A Job whose pods run until they are let go. */
function held(object: KubeObject): KubeObject {
    if (object.kind !== "Job") {
        return object;
    }
    const copy = structuredClone(object) as KubeObject & { spec: NonNullable<V1Job["spec"]> };
    const { template } = copy.spec;
    template.metadata = {
        ...template.metadata,
        annotations: { ...template.metadata?.annotations, [heldAnnotation]: "" },
    };
    return copy;
}

function labelled({ metadata }: KubeObject): string | undefined {
    return metadata.labels?.["kueue.x-k8s.io/queue-name"];
}

async function statusOf(client: KubeClient, job: KubeObject): Promise<V1Job> {
    const found = await client.read<V1Job>(job);
    assert.ok(found !== undefined, describeObject(job));
    return found;
}

async function allPods(client: KubeClient, { metadata }: KubeObject): Promise<V1Pod[]> {
    const query = new URLSearchParams({ labelSelector: `batch.kubernetes.io/job-name=${metadata.name}` }).toString();
    return await client.list<V1Pod>(`/api/v1/namespaces/${namespace}/pods?${query}`);
}

async function running(client: KubeClient, job: KubeObject): Promise<V1Pod[]> {
    return (await podsOfRun(client, job)).filter(isReady);
}

/** The run that has all its pods. */
async function whole(client: KubeClient, jobs: readonly KubeObject[]): Promise<KubeObject | undefined> {
    for (const job of jobs) {
        if ((await running(client, job)).length === pods) {
            return job;
        }
    }
    return undefined;
}

function same(one: V1Pod | undefined, other: V1Pod | undefined): boolean {
    return one?.metadata?.uid === other?.metadata?.uid;
}

async function nodeOf(client: KubeClient, pod: V1Pod | undefined): Promise<V1Node> {
    const node = (await client.list<V1Node>("/api/v1/nodes")).find(
        ({ metadata }) => metadata?.name === pod?.spec?.nodeName,
    );
    assert.ok(node !== undefined, `the node of ${pod?.metadata?.name}`);
    return node;
}

async function complete(client: KubeClient, job: KubeObject): Promise<void> {
    await eventually(
        `${describeObject(job)} is complete`,
        async () => {
            for (const pod of await podsOfRun(client, job)) {
                await release(client, pod);
            }
            const { status } = await statusOf(client, job);
            return status?.conditions?.some(({ type, status: value }) => type === "Complete" && value === "True");
        },
        longEnough,
    );
    const { status } = await statusOf(client, job);
    assert.deepEqual([status?.succeeded, status?.completedIndexes], [pods, `0-${pods - 1}`]);
}
