import assert from "node:assert/strict";
import { createPriorityClasses } from "../../../../components/addons/priorityClasses";
import { simulate } from "../../../support/simulate";

describe("priority classes", () => {
    it("put serving before spot serving before batch, and warm capacity below every pod without a class", async () => {
        const run = await simulate(() => createPriorityClasses({}));
        const classes = run.all("kubernetes:scheduling.k8s.io/v1:PriorityClass");
        const byValue = [...classes].sort((a, b) => Number(b.inputs.value) - Number(a.inputs.value));
        assert.deepEqual(
            byValue.map(({ inputs }) => [inputs.value, (inputs.metadata as { name: string }).name]),
            [
                [1000, "ai-workload-priority"],
                [500, "spot-workload-priority"],
                [100, "batch-workload-priority"],
                [-5, "warm-capacity"],
            ],
        );
        assert.ok(classes.every(({ inputs }) => inputs.globalDefault === false));
        const never = classes.filter(({ inputs }) => inputs.preemptionPolicy === "Never");
        assert.deepEqual(
            never.map(({ name }) => name),
            ["warm-capacity"],
        );
    });
});
