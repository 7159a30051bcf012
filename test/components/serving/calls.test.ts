import assert from "node:assert/strict";
import { type AllowedCall, callsByClients, callsFrom } from "../../../components/serving/calls";
import { type WorkloadName } from "../../../components/serving/labels";

const detector: WorkloadName = { name: "detector", namespace: "ml-production" };
const app: WorkloadName = { name: "app", namespace: "ml-production" };

function callBy(name: string, namespace: string, podLabels: Record<string, string> = { app: name }): AllowedCall {
    return { caller: { name, namespace, podLabels }, workload: detector, containerPorts: [8500], servicePorts: {} };
}

describe("the table of allowed calls", () => {
    const byWorkload = callBy("app", "ml-production");
    const byClient = callBy("web", "ml-testing");
    const outside = callBy("checkout", "shop");
    const calls = [byWorkload, byClient, outside];
    const guarded = ["ml-production", "ml-testing"];

    it("puts a workload's calls into its own policy", () => {
        assert.deepEqual(callsFrom(calls, app), [byWorkload]);
        assert.deepEqual(callsFrom(calls, detector), []);
    });

    it("gives policies of their own to clients in guarded namespaces alone", () => {
        assert.deepEqual(callsByClients(calls, detector, [detector, app], guarded), [byClient]);
        assert.deepEqual(callsByClients(calls, app, [detector, app], guarded), []);
    });

    it("takes pods for a workload only when all of its pods in its namespace are meant", () => {
        const elsewhere = callBy("app", "ml-testing");
        const canary = callBy("app", "ml-production", { app: "app", version: "v2" });
        assert.deepEqual(callsFrom([elsewhere, canary], app), []);
        assert.deepEqual(callsByClients([elsewhere, canary], detector, [detector, app], guarded), [elsewhere, canary]);
    });
});
