import assert from "node:assert/strict";
import { type ScaledObject } from "./autoscaler";
import { measureOf, tableOf, type Week, weekOf } from "./autoscalerWeek";
import { render } from "./rendered";
import { describeStacks } from "./suite";

/** Workloads of both stacks on GPUs, with other triggers. */
const settings = {
    "ai-inference-spot": "{ min: 3, max: 20 }",
    "ai-inference-rollout": "{ min: 3, max: 20, requestsPerReplica: 14, gpuPercent: false }",
};

const former = "latency over 5 minutes, queue depth";
const byDefault = "defaults with a GPU: latency while requests wait, queue depth, GPU utilization";
const byRequests = "`requestsPerReplica: 14`, without GPU utilization";

describeStacks(
    "a week of a workload on GPUs with a burst every noon, decided by Kubernetes' own autoscaler",
    async (stack) => {
        const changes = Object.entries(settings).map(([name, scaling]) => `workloads.${name}.scaling=${scaling}`);
        const { manifests } = await render(stack, changes);
        const scalerOf = (name: keyof typeof settings): ScaledObject => {
            const found = manifests.find(({ kind, metadata }) => kind === "ScaledObject" && metadata.name === name);
            assert.ok(found, `${stack} renders no ScaledObject "${name}"`);
            return found as ScaledObject;
        };
        const defaults = scalerOf("ai-inference-spot");
        const weeks = new Map<string, Week>();
        // One after the other: each fills a core, and none waits.
        weeks.set(former, await weekOf(byLatencyAndQueue(defaults)));
        weeks.set(byDefault, await weekOf(defaults));
        weeks.set(byRequests, await weekOf(scalerOf("ai-inference-rollout")));
        return weeks;
    },
    (weeks, stack) => {
        for (const better of [byDefault, byRequests]) {
            it(`scales in less often, costs less and answers more requests in time than by latency and queue: ${better}`, () => {
                const [figures, than] = [weeks().get(better), weeks().get(former)];
                assert.ok(figures && than);
                assert.ok(figures.scaleDowns < than.scaleDowns, `${figures.scaleDowns} scale-downs`);
                assert.ok(figures.gpuHours < than.gpuHours, `${figures.gpuHours} GPU-hours`);
                assert.ok(figures.quick > than.quick, `${figures.quick} of requests within 2 s`);
            });
        }

        after("print the table", () => {
            console.log([`${stack}, a week in virtual time:`, ...tableOf(weeks())].join("\n"));
        });
    },
);

describe("what the model of a week answers to a query", () => {
    it("is refused for a query that it does not know, in whole or in part", () => {
        const ofQuery = (query: string) => () => measureOf({ type: "prometheus", name: "t", metadata: { query } });
        assert.throws(ofQuery("sum(other{})"), {
            message: 'the model of a week knows no answer to the query of trigger "t": sum(other{})',
        });
        assert.throws(ofQuery('sum(inference:queue_depth{workload="a"}) * 2'), {
            message: 'the model of a week does not know " * 2" in the query of trigger "t"',
        });
    });
});

/** Latency that adds and holds pods whether or not requests wait, and the queue: what a first attempt takes. */
function byLatencyAndQueue(scaler: ScaledObject): ScaledObject {
    const triggers = scaler.spec.triggers
        .filter(({ name }) => name !== "gpu")
        .map((trigger) =>
            trigger.name === "latency-p95"
                ? { ...trigger, metadata: { ...trigger.metadata, query: "max(inference:latency_seconds:p95{})" } }
                : trigger,
        );
    return { ...scaler, spec: { ...scaler.spec, triggers } };
}
