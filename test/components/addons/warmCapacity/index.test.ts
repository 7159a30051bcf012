import assert from "node:assert/strict";
import { everyAddOn } from "../../../support/addons";

const spec = (inputs: Record<string, unknown>) => inputs.spec as Record<string, unknown>;

describe("warm capacity", () => {
    it("holds warm slots with pods that yield to every other", async () => {
        const { run } = await everyAddOn();
        const deployment = run.object("Deployment", "warm-capacity-t4");
        const { replicas, template } = spec(deployment.inputs) as { replicas: number; template: { spec: object } };
        assert.equal(replicas, 2);
        const pod = template.spec as Record<string, unknown>;
        assert.equal(pod.priorityClassName, "warm-capacity");
        assert.deepEqual(pod.nodeSelector, { accelerator: "nvidia-tesla-t4" });
        const priority = run.object("PriorityClass", "warm-capacity").inputs;
        assert.equal(priority.preemptionPolicy, "Never");
        assert.ok((priority.value as number) < 0 && (priority.value as number) > -10, "counted by the autoscaler");
    });
});
