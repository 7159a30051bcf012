import assert from "node:assert/strict";
import { clusterObjects } from "../../../simulation/facts/objects";
import { workloadsIn } from "../../../simulation/facts/workloads";

function strategyOf(labels: Readonly<Record<string, string>>, suspend?: boolean): string | undefined {
    const job = {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { name: "train-0a1b2c3d", namespace: "ml-training", labels: { app: "train", ...labels } },
        spec: { suspend, template: { metadata: { labels: { app: "train" } }, spec: { containers: [] } } },
    };
    return workloadsIn(clusterObjects([job]), [])[0]?.strategy;
}

describe("when a Job starts, in the report", () => {
    it("follows from the Job, or from the queue that it waits in", () => {
        assert.equal(strategyOf({}, false), "job");
        assert.equal(strategyOf({}, true), "job, created suspended");
        assert.equal(strategyOf({ "kueue.x-k8s.io/queue-name": "train" }), "job, waits in a queue");
    });
});
