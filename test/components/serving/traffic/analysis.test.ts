import assert from "node:assert/strict";
import { queryFaults } from "../../../support/promql";
import { render, spec } from "../../../support/serving/render";

interface Metric {
    readonly name: string;
    readonly successCondition: string;
    readonly failureCondition?: string;
    readonly inconclusiveLimit?: number;
    readonly failureLimit: number;
    readonly provider: { readonly prometheus: { readonly address: string; readonly query: string } };
}

const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } } };
const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

async function metricsOf(workload: object, analysis: object = {}): Promise<Map<string, Metric>> {
    const traffic = { strategy: "progressive", analysis };
    const { metrics } = spec(await render({ w: { ...workload, traffic } }), "AnalysisTemplate", "w-analysis") as {
        metrics: Metric[];
    };
    return new Map(metrics.map((metric) => [metric.name, metric]));
}

/** Whether the controller would count a measurement as good; NaN stands for `0/0` in an answer. */
function good({ successCondition }: Metric, result: readonly number[]): boolean {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the condition's language is a subset of JavaScript
    return new Function("result", "len", "isNaN", `return ${successCondition}`)(
        result,
        (list: readonly number[]) => list.length,
        Number.isNaN,
    ) as boolean;
}

describe("what a new version is judged by", () => {
    it("is its errors and latency, its accuracy where the server knows one, and the stable version", async () => {
        const common = ["scraped", "error-rate", "latency-p95", "latency-against-stable", "errors-against-stable"];
        assert.deepEqual([...(await metricsOf(detector)).keys()].sort(), [...common].sort());
        assert.deepEqual([...(await metricsOf(app)).keys()].sort(), [...common, "accuracy"].sort());
    });

    it("leaves out what the stack file switches off", async () => {
        const off = { minAccuracy: false, maxLatencyRatio: false, maxErrorRatioIncrease: false };
        assert.deepEqual([...(await metricsOf(app, off)).keys()], ["scraped", "error-rate", "latency-p95"]);
    });

    it("asks Prometheus in its own grammar, for series that exist, of the new version", async () => {
        for (const { name, provider } of (await metricsOf(app)).values()) {
            assert.deepEqual(queryFaults(provider.prometheus.query), [], name);
            assert.match(provider.prometheus.query, /revision="\{\{args\.canary-hash\}\}"/, name);
        }
    });

    it("accepts a value at the limit and rejects one beyond it", async () => {
        const metrics = await metricsOf(app, { maxErrorRatio: 0.02, maxLatencyP95Ms: 250, minAccuracy: 0.9 });
        assert.deepEqual(
            [good(metrics.get("error-rate")!, [0.02]), good(metrics.get("error-rate")!, [0.021])],
            [true, false],
        );
        assert.deepEqual(
            [good(metrics.get("latency-p95")!, [0.25]), good(metrics.get("latency-p95")!, [0.26])],
            [true, false],
        );
        assert.deepEqual(
            [good(metrics.get("accuracy")!, [0.9]), good(metrics.get("accuracy")!, [0.89])],
            [true, false],
        );
    });

    it("fails a version that is not measured, whatever the stack file says about missing requests", async () => {
        for (const noTraffic of ["proceed", "pause"]) {
            const scraped = (await metricsOf(app, { noTraffic })).get("scraped")!;
            assert.deepEqual(
                [good(scraped, []), good(scraped, [NaN]), good(scraped, [0]), good(scraped, [1])],
                [false, false, false, true],
            );
        }
    });

    it("proceeds or pauses without requests, as the stack file says", async () => {
        const proceed = (await metricsOf(app, { noTraffic: "proceed" })).get("error-rate")!;
        assert.deepEqual([good(proceed, []), good(proceed, [NaN]), "failureCondition" in proceed], [true, true, false]);
        const pause = (await metricsOf(app, { noTraffic: "pause", failureLimit: 2 })).get("error-rate")!;
        assert.deepEqual([good(pause, []), good(pause, [NaN])], [false, false]);
        // Without a failure either: the measurement is inconclusive, and the rollout pauses after a few of them.
        assert.equal(good({ ...pause, successCondition: pause.failureCondition! }, []), false);
        assert.equal(pause.inconclusiveLimit, 2);
    });

    it("does not fail a comparison that has no value because one side had no requests", async () => {
        const metrics = await metricsOf(app);
        for (const name of ["latency-against-stable", "errors-against-stable", "accuracy"]) {
            assert.equal(good(metrics.get(name)!, []), true, name);
            assert.equal(good(metrics.get(name)!, [NaN]), true, name);
        }
    });

    it("holds a measure of one's own to its limits, of the new version alone, and says what no value means", async () => {
        const checks = {
            both: { query: "sum(jobs_waiting)", min: 1, max: 5 },
            free: { query: "sum(jobs_waiting)", max: 5, noData: "proceed" },
            asks: { query: "sum(jobs_waiting)", min: 1, noData: "pause" },
        };
        const metrics = await metricsOf({ ...app, metrics: { jobs_waiting: "gauge" } }, { checks, failureLimit: 2 });
        const both = metrics.get("own-both")!;
        assert.equal(
            both.provider.prometheus.query,
            'sum(jobs_waiting{namespace="ml-production", workload="w", revision="{{args.canary-hash}}"})',
        );
        assert.deepEqual(
            [[0], [1], [5], [6], [], [NaN]].map((result) => good(both, result)),
            [false, true, true, false, false, false],
        );
        const free = metrics.get("own-free")!;
        assert.deepEqual(
            [[5], [6], []].map((result) => good(free, result)),
            [true, false, true],
        );
        const asks = metrics.get("own-asks")!;
        assert.deepEqual(
            [good(asks, []), good({ ...asks, successCondition: asks.failureCondition! }, [])],
            [false, false],
        );
        assert.equal(asks.inconclusiveLimit, 2);
    });
});
