import assert from "node:assert/strict";
import { labelsOf, type MetricName, metrics, seriesNames } from "../../../components/observation/catalogue";
import { good, quiet } from "./behavior";
import { type Dialect, PodMetrics } from "./podMetrics";

/** Names of series, and labels by name, of a page in Prometheus's text format. */
function seriesOf(page: string): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    for (const line of page.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
        const [, name = "", labels = ""] = /^([^{ ]+)(?:\{(.*)\})? /.exec(line) ?? [];
        const known = found.get(name) ?? new Set();
        [...labels.matchAll(/(\w+)="/g)].forEach(([, label = ""]) => known.add(label));
        found.set(name, known);
    }
    return found;
}

describe("the metrics of a simulated pod", () => {
    for (const dialect of ["contract", "tensorflow-serving"] as const satisfies readonly Dialect[]) {
        it(`are series of the catalogue with labels of the catalogue: ${dialect}`, () => {
            const pod = new PodMetrics(dialect);
            const behavior = { ...good, scores: Array.from({ length: 10 }, () => 0.1) };
            pod.advance(1, { requests: 10, share: 1, demand: quiet, behavior });
            const catalogue = new Map(
                (Object.keys(metrics) as MetricName[]).flatMap((name) =>
                    seriesNames(name).map((series) => [series, labelsOf(name)] as const),
                ),
            );
            for (const [name, labels] of seriesOf(pod.page("scorer"))) {
                const known = catalogue.get(name);
                assert.ok(known !== undefined, `${name} is in the catalogue`);
                assert.deepEqual(
                    [...labels].filter((label) => !known.includes(label)),
                    [],
                    name,
                );
            }
        });
    }

    it("count requests, failures among them, and put each into the buckets of its latency", () => {
        const pod = new PodMetrics("contract", [100, 200]);
        const behavior = { ...good, latencyMs: 150, errors: 0.25 };
        pod.advance(2, { requests: 20, share: 0.5, demand: quiet, behavior });
        const page = pod.page("scorer");
        assert.match(page, /istio_requests_total\{[^}]*response_code="200"[^}]*\} 30\n/);
        assert.match(page, /istio_requests_total\{[^}]*response_code="500"[^}]*\} 10\n/);
        assert.match(page, /le="100"\} 0\n/);
        assert.match(page, /le="200"\} 40\n/);
        assert.match(page, /le="\+Inf"\} 40\n/);
    });

    it("have the pod's share of what servers report of their own, zero included", () => {
        const pod = new PodMetrics("contract");
        const demand = { ...quiet, own: { jobs_waiting: 30, jobs_late: 0 } };
        pod.advance(1, { requests: 0, share: 0.5, demand, behavior: good });
        assert.match(pod.page("scorer"), /^jobs_waiting 15\n/m);
        assert.match(pod.page("scorer"), /^jobs_late 0\n/m);
    });

    it("count each prediction in the bucket of its score and in all above it, as a histogram does", () => {
        const pod = new PodMetrics("contract");
        const behavior = { ...good, scores: [0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.75] };
        pod.advance(2, { requests: 10, share: 1, demand: quiet, behavior });
        const buckets = [...pod.page("scorer").matchAll(/^prediction_score_bucket\{.*le="([\d.]+)"\} (\d+)$/gm)];
        assert.deepEqual(
            buckets.slice(-3).map(([, edge, count]) => [edge, count]),
            [
                ["0.8", "0"],
                ["0.9", "5"],
                ["1", "20"],
            ],
        );
    });

    it("restart as often as their version does, and not at all by default", () => {
        const pod = new PodMetrics("contract");
        pod.advance(30, { requests: 1, share: 1, demand: quiet, behavior: good });
        assert.equal(pod.restarts, 0);
        pod.advance(25, { requests: 1, share: 1, demand: quiet, behavior: { ...good, restartsEvery: 10 } });
        assert.equal(pod.restarts, 2);
    });

    it("are those of the proxy alone where the server's own do not arrive", () => {
        const pod = new PodMetrics("contract");
        pod.advance(1, { requests: 1, share: 1, demand: quiet, behavior: { ...good, measured: false } });
        assert.deepEqual(
            [...seriesOf(pod.page("scorer")).keys()].filter((name) => !name.startsWith("istio_")),
            [],
        );
    });
});
