import assert from "node:assert/strict";
import { type InCluster } from "../../../../components/inCluster";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-explicit-any -- rendered objects of many shapes */

const train = {
    kind: "training",
    image: "example.com/train:1.0.0",
    data: { path: "images/" },
    output: { model: "detector", version: 7 },
};
const queues: InCluster["queues"] = { namespace: "ml-training", of: (model) => `training-${model}`, ready: [] };
const queueOf = (labels: any) => labels["kueue.x-k8s.io/queue-name"];

async function jobOf(changes: object, inCluster: Partial<InCluster> = { queues }): Promise<any> {
    const run = await render({ train: { ...train, ...changes } }, inCluster);
    return run.resources.find(
        ({ inputs }) => inputs.kind === "Job" && (inputs.metadata as any).namespace === "ml-training",
    )?.inputs;
}

describe("a training that waits in a queue", () => {
    it("has a queue of its own for its GPU model, which is stopped until the stack file starts it", async () => {
        const waiting = spec(await render({ train }, { queues }), "LocalQueue", "train");
        assert.deepEqual(waiting, { clusterQueue: "training-v100", stopPolicy: "HoldAndDrain" });
        const started = spec(
            await render({ train: { ...train, run: true, accelerator: "t4" } }, { queues }),
            "LocalQueue",
            "train",
        );
        assert.deepEqual(started, { clusterQueue: "training-t4", stopPolicy: "None" });
    });

    it("leaves to Kueue whether the Job is suspended, so that an update does not start or stop it", async () => {
        for (const run of [true, false]) {
            const { metadata, spec: own } = await jobOf({ run });
            assert.equal(queueOf(metadata.labels), "train");
            assert.ok(!("suspend" in own), `run: ${run}`);
        }
        assert.equal((await jobOf({ run: true })).metadata.name, (await jobOf({ run: false })).metadata.name);
    });

    it("is another Job than without queues: one that changes hands would run for a moment", async () => {
        const without = await jobOf({}, {});
        assert.notEqual((await jobOf({})).metadata.name, without.metadata.name);
        assert.equal(without.spec.suspend, true);
        assert.equal(queueOf(without.metadata.labels), undefined);
    });

    it("queues each run of a schedule and of drift; their queue is open, since the schedule waits instead", async () => {
        const output = { model: "detector" };
        const detector = { kind: "inference-service", image: "example.com/detector:1.0.0" };
        const scheduled = await render(
            { train: { ...train, output, retraining: { schedule: "0 3 * * 0" } } },
            { queues },
        );
        assert.equal(queueOf(spec(scheduled, "CronJob", "train").jobTemplate.metadata.labels), "train");
        const drift = { drift: { workload: "detector" } };
        const drifting = await render({ detector, train: { ...train, output, retraining: drift } }, { queues });
        assert.equal(queueOf((drifting.object("ScaledJob", "train").inputs.metadata as any).labels), "train");
        for (const run of [scheduled, drifting]) {
            assert.equal(spec(run, "LocalQueue", "train").stopPolicy, "None");
        }
    });

    it("does not wait outside of the namespace that has queues", async () => {
        const run = await render({ train: { ...train, namespace: "ml-testing" } }, { queues });
        assert.ok(!run.resources.some(({ inputs }) => inputs.kind === "LocalQueue"));
    });
});
