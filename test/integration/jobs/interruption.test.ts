import assert from "node:assert/strict";
import { accepted, KubeClient } from "../cluster/client";
import { type ControlPlane, startControlPlane } from "../cluster/controlPlane";
import { type KubeObject, type V1Job, type V1Pod } from "../cluster/types";
import { evict } from "../drain";
import { render } from "../rendered";
import { oneFullStack } from "../settings";
import { eventually } from "../wait";

const stack = oneFullStack();
const namespace = "ml-training";
const pods = `/api/v1/namespaces/${namespace}/pods`;

/** The training of a stack under the real controller of Jobs; the test plays the kubelet, so that runs end as it says. */
describe(`an interrupted training: ${stack}`, () => {
    let plane: ControlPlane;
    let client: KubeClient;
    let rendered: KubeObject;

    before(async function () {
        this.timeout(0);
        const { manifests } = await render(stack);
        plane = await startControlPlane({ simulatedPods: false });
        client = new KubeClient(plane.connection);
        const needed = manifests.filter(
            ({ kind, metadata }) =>
                kind === "PriorityClass" ||
                (kind === "Namespace" && metadata.name === namespace) ||
                (kind === "ServiceAccount" && metadata.namespace === namespace),
        );
        for (const kind of ["Namespace", "PriorityClass", "ServiceAccount"]) {
            for (const object of needed.filter((each) => each.kind === kind)) {
                accepted(await client.apply(object));
            }
        }
        accepted(await client.create({ apiVersion: "v1", kind: "Node", metadata: { name: "gpu-node" } }));
        const job = manifests.find(({ kind, metadata }) => kind === "Job" && metadata.namespace === namespace);
        assert.ok(job !== undefined, "the stack has a training");
        rendered = job;
    });

    after(async () => {
        await plane?.stop();
    });

    /** The rendered Job under another name. */
    async function create(name: string, change: object): Promise<KubeObject> {
        const job = {
            ...rendered,
            metadata: { ...rendered.metadata, name },
            spec: { ...(rendered["spec"] as object), ...change },
        };
        accepted(await client.create(job));
        return job;
    }

    const statusOf = async (job: KubeObject) => (await client.read<V1Job>(job))?.status;

    const conditionOf = async (job: KubeObject, type: string) =>
        (await statusOf(job))?.conditions?.find((each) => each.type === type && each.status === "True");

    /** The pod that works now, on its node, other than `former`. */
    async function startedPod(job: KubeObject, former?: V1Pod): Promise<V1Pod> {
        const query = new URLSearchParams({ labelSelector: `batch.kubernetes.io/job-name=${job.metadata.name}` });
        const pod = await eventually(`a pod of ${job.metadata.name}`, async () =>
            (await client.list<V1Pod>(`${pods}?${query.toString()}`)).find(
                ({ metadata }) => metadata?.uid !== former?.metadata?.uid,
            ),
        );
        const path = `${pods}/${pod.metadata?.name}`;
        const target = { apiVersion: "v1", kind: "Node", name: "gpu-node" };
        const binding = { apiVersion: "v1", kind: "Binding", metadata: { name: pod.metadata?.name }, target };
        accepted(await client.send("POST", `${path}/binding`, { body: binding }));
        await setStatus(pod, { phase: "Running" });
        return pod;
    }

    async function setStatus({ metadata }: V1Pod, status: object): Promise<void> {
        const contentType = "application/merge-patch+json";
        accepted(await client.send("PATCH", `${pods}/${metadata?.name}/status`, { body: { status }, contentType }));
    }

    it("waits while it is suspended: no pod, no failure", async () => {
        const job = await create("waits", {});
        await eventually("the Job is suspended", () => conditionOf(job, "Suspended"));
        const { active = 0, failed = 0 } = (await statusOf(job)) ?? {};
        assert.deepEqual([active, failed], [0, 0]);
    });

    it("goes on after a drain of its node although no failure is allowed", async () => {
        const job = await create("drained", { suspend: false, backoffLimit: 0 });
        const first = await startedPod(job);
        assert.equal(await evict(client, first), undefined);
        // The kubelet reports the end, then the pod goes.
        await setStatus(first, { phase: "Failed" });
        const second = await startedPod(job, first);
        const { failed = 0 } = (await statusOf(job)) ?? {};
        assert.equal(failed, 0, "the interruption counts as a failure");
        assert.equal(await conditionOf(job, "Failed"), undefined);
        await setStatus(second, { phase: "Succeeded" });
        await eventually("the Job is complete", () => conditionOf(job, "Complete"));
    });

    it("numbers the runs of a schedule by their minute, at the end of the Job's name", async () => {
        const { manifests } = await render(stack, [
            "workloads.model-training.retraining={ schedule: '* * * * *' }",
            "workloads.model-training.output={ model: object-detection }",
            "workloads.model-training.run=true",
        ]);
        const cron = manifests.find(({ kind, metadata }) => kind === "CronJob" && metadata.name === "model-training");
        assert.ok(cron !== undefined, "the schedule is a CronJob");
        accepted(await client.create(cron));
        const job = await eventually(
            "the first run",
            async () =>
                (await client.list<V1Job>(`/apis/batch/v1/namespaces/${namespace}/jobs`)).find(({ metadata }) =>
                    metadata?.ownerReferences?.some(({ kind }) => kind === "CronJob"),
                ),
            90,
        );
        const annotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";
        const minute = Date.parse(job.metadata?.annotations?.[annotation] ?? "") / 60_000;
        assert.equal(job.metadata?.name, `model-training-${minute}`);
        await client.delete(cron);
    });

    it("fails at once, with attempts left, when its output can never be published", async () => {
        const job = await create("hopeless", { suspend: false });
        const pod = await startedPod(job);
        const [container] = pod.spec?.containers ?? [];
        const terminated = { exitCode: 70, finishedAt: new Date().toISOString(), startedAt: new Date().toISOString() };
        const containerStatuses = [
            {
                name: container?.name,
                image: container?.image,
                imageID: "",
                ready: false,
                restartCount: 0,
                state: { terminated },
            },
        ];
        await setStatus(pod, { phase: "Failed", containerStatuses });
        const { reason } = await eventually("the Job has failed", () => conditionOf(job, "Failed"));
        assert.equal(reason, "PodFailurePolicy");
    });
});
