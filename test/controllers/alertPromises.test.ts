import assert from "node:assert/strict";
import { alertsOf } from "../support/alerts";
import { simulateStack } from "../support/simulate";
import { fullStacks } from "../integration/settings";
import { alertPromises } from "./alertPromises";

describe("the alerts that the controllers tests show", () => {
    it("are all of those that the stacks' workloads have", async () => {
        const runs = await Promise.all(fullStacks.map((stack) => simulateStack(stack)));
        const ofWorkloads = runs
            .flatMap((run) => alertsOf(run))
            .filter(({ alert, labels }) => alert.startsWith("Inference") && labels["workload"] !== undefined)
            .map(({ alert }) => alert);
        const shown = alertPromises.flatMap(({ alerts = [] }) => alerts);
        assert.deepEqual([...new Set(shown)].sort(), [...new Set(ofWorkloads)].sort());
    });
});
