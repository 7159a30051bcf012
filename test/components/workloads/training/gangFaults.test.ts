import assert from "node:assert/strict";
import { faultsOf } from "../../../support/serving/render";

const train = {
    kind: "training",
    image: "example.com/train:1.0.0",
    data: { path: "images/" },
    output: { model: "detector", version: 7 },
};
const faults = (changes: object, enabled = true) =>
    faultsOf({ train: { ...train, ...changes } }, { addons: { kueue: { enabled } } });

describe("a training on several pods that cannot work", () => {
    it("has nobody who starts its pods together", () => {
        assert.deepEqual(faults({ pods: 4 }, false), [
            {
                path: "workloads.train.pods",
                reason: 'is 4, and only Kueue starts pods together: set addons.kueue.enabled to true, or train in one pod with more "gpus"',
            },
        ]);
    });

    it("is in a namespace without queues, or is several runs: all at once", () => {
        assert.deepEqual(faults({ pods: 2, completions: 3, namespace: "ml-production" }), [
            {
                path: "workloads.train.namespace",
                reason: "is ml-production, and runs of several pods wait in queues of ml-training: move the workload there",
            },
            {
                path: "workloads.train.completions",
                reason: 'must be 1 with "pods": a run of 2 pods makes one version; list further runs as workloads of their own',
            },
        ]);
    });

    it("names a port twice, or ports without peers", () => {
        assert.deepEqual(faults({ pods: 2, peerPorts: [2222, 12_400, 12_400] }), [
            {
                path: "workloads.train.peerPorts",
                reason: "names 2222, 12400 twice, or beside the ports that every run has (2222, 29500): name each port once",
            },
        ]);
        assert.deepEqual(faults({ peerPorts: [12_400] }), [
            {
                path: "workloads.train.peerPorts",
                reason: 'is for several pods of one run: set "pods", or leave it out',
            },
        ]);
    });

    it("sets variables that its pods find each other by", () => {
        assert.deepEqual(faults({ pods: 2, env: { RANK: "0" } }), [
            { path: "workloads.train.env.RANK", reason: "is set by the platform: choose another name" },
        ]);
    });
});
