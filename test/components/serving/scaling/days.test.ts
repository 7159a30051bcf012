import assert from "node:assert/strict";
import { scalingPlan } from "../../../../components/serving/scaling/plan";
import { type KedaTrigger } from "../../../../components/serving/scaling/triggers/trigger";
import { scalingFor, scalingSchema } from "../../../../config/serving/scaling";
import { simulateDays, type Days } from "../../../support/autoscaler/days";
import { someRelease } from "../../../support/serving/someRelease";

/** Two days of a workload on GPUs with these settings. */
function daysOf(settings: object): Days {
    const scaling = scalingFor(scalingSchema.parse(settings), true);
    const triggers = scalingPlan(scaling, true)?.triggers.flatMap(({ render }) => render(someRelease())) ?? [];
    return simulateDays(triggers);
}

/** Latency over five minutes that adds and holds pods whether or not requests wait, and the queue. */
const formerDefaults: readonly KedaTrigger[] = [
    {
        type: "prometheus",
        name: "latency-p95",
        metricType: "Value",
        metadata: { query: "max(inference:latency_seconds:p95{})", threshold: "0.5" },
    },
    { type: "prometheus", name: "queue-depth", metricType: "AverageValue", metadata: { threshold: "10" } },
];

function assertBetter(better: Days, than: Days): void {
    assert.ok(better.scaleDowns < than.scaleDowns, `${better.scaleDowns} scale-downs, not ${than.scaleDowns}`);
    assert.ok(better.gpuHours < than.gpuHours, `${better.gpuHours} GPU-hours, not ${than.gpuHours}`);
    assert.ok(better.quick > than.quick, `${better.quick} answered within 2 s, not ${than.quick}`);
}

describe("two days with a burst at noon, on GPUs", () => {
    const former = simulateDays(formerDefaults);

    it("scales in less often, costs less and answers more requests in time than by latency", () => {
        assertBetter(daysOf({}), former);
    });

    it("does so too by the requests that a pod bears, without GPU utilization", () => {
        assertBetter(daysOf({ requestsPerReplica: 14, gpuPercent: false }), former);
    });
});
