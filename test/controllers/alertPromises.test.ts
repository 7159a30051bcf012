import assert from "node:assert/strict";
import { alertsOf } from "../support/alerts";
import { simulateStack } from "../support/simulate";
import { fullStacks } from "../integration/settings";
import { alertPromises, alertsNotShown } from "./alertPromises";

describe("the alerts that the controllers tests show", () => {
    it("are those of every workload, except the ones that are listed with a reason", async () => {
        const runs = await Promise.all(fullStacks.map((stack) => simulateStack(stack)));
        const ofWorkloads = runs
            .flatMap((run) => alertsOf(run))
            .filter(({ alert, labels }) => alert.startsWith("Inference") && labels["workload"] !== undefined)
            .map(({ alert }) => alert);
        const covered = [...alertPromises.flatMap(({ alerts = [] }) => alerts), ...Object.keys(alertsNotShown)];
        assert.deepEqual([...new Set(ofWorkloads)].sort(), [...new Set(covered)].sort());
    });
});
