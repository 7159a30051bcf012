import assert from "node:assert/strict";
import { workloadKinds } from "../../../components/workloads/kinds";
import { workloadWarnings } from "../../../components/workloads/warnings";

function warningsOf(workload: { readonly kind: string }): readonly string[] {
    const parsed = workloadKinds[workload.kind]!.schema.parse(workload);
    return workloadWarnings({ w: parsed });
}

describe("workloadWarnings", () => {
    const served = { kind: "inference-service", image: "example.com/rank:1.0.0" };
    const receiving = { url: "https://sqs.us-west-2.amazonaws.com/111122223333/jobs", use: "receive" };

    it("name a workload that nobody can call", () => {
        const warning =
            "workloads.w has neither callers nor a gateway: every request to it is rejected; " +
            "list who may call under callers, or publish it with gateway";
        assert.deepEqual(warningsOf(served), [warning]);
        const sending = { ...receiving, use: "send" };
        assert.deepEqual(warningsOf({ ...served, access: { queues: [sending] } } as never), [warning]);
    });

    it("are silent for one that is called, gets its work from a queue, or answers no requests", () => {
        assert.deepEqual(warningsOf({ ...served, callers: { client: {} } } as never), []);
        assert.deepEqual(warningsOf({ ...served, gateway: { public: true } } as never), []);
        assert.deepEqual(warningsOf({ ...served, access: { queues: [receiving] } } as never), []);
        assert.deepEqual(warningsOf({ kind: "model-backup" }), []);
    });
});
