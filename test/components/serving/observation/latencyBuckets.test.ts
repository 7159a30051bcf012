import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketsAnnotation, edgeFactor, latencyEdges } from "../../../../components/serving/observation/latencyBuckets";
import { histogramQuantile } from "../../../support/histogramQuantile";
import { render, spec } from "../../../support/serving/render";

const target = fc.integer({ min: 5, max: 120_000 });

describe("the edges of a workload's latency histogram", () => {
    it("judge every latency on the right side of every target", () => {
        const latency = fc.double({ min: 0.05, max: 20, noNaN: true });
        fc.assert(
            fc.property(
                target,
                target,
                fc.array(latency, { minLength: 1, maxLength: 40 }),
                (first, second, factors) => {
                    const edges = latencyEdges([first, second]);
                    for (const limit of [first, second]) {
                        const latencies = factors.map((factor) => factor * limit);
                        const within = latencies.filter((each) => each <= limit).length / latencies.length >= 0.95;
                        const measured = histogramQuantile(0.95, edges, latencies);
                        assert.equal(measured <= limit + 1e-6, within, `${latencies.join(", ")} read ${measured}`);
                    }
                },
            ),
        );
    });

    it("compare two versions around a target with an error of at most the distance of two edges", () => {
        const near = fc.double({ min: 0.05, max: 2, noNaN: true });
        // Edges may lie half a step apart from where the other target has put one.
        const greatestError = edgeFactor ** 1.6;
        fc.assert(
            fc.property(target, near, near, (limit, a, b) => {
                const edges = latencyEdges([limit]);
                const read = (factor: number) => histogramQuantile(0.95, edges, [factor * limit]);
                const error = read(a) / read(b) / (a / b);
                assert.ok(error <= greatestError && error >= 1 / greatestError, `reads ${error} times the ratio`);
            }),
        );
    });

    it("are those of the proxy, with three edges per doubling around the target", () => {
        const edges = latencyEdges([2000]);
        assert.deepEqual(edges.slice(0, 7), [0.5, 1, 5, 10, 25, 50, 62.5]);
        assert.deepEqual(
            edges.slice(-12),
            [2000, 2520, 3170, 4000, 5040, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000, 3_600_000],
        );
        assert.ok(edges.length < 45, "each edge is a series per pod and caller");
    });

    it("follow scaling, analysis, alerts and objectives, and stay the proxy's own where nothing judges latency", async () => {
        const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
        const run = await render({
            judged: { ...app, traffic: { strategy: "progressive", analysis: { maxLatencyP95Ms: 1300 } } },
            free: { ...app, scaling: { latencyP95Ms: false }, slo: false, alerts: { latencyP95Ms: false } },
            promised: {
                ...app,
                scaling: { latencyP95Ms: false },
                slo: { latencyP95Ms: 700 },
                alerts: { latencyP95Ms: 1700 },
            },
        });
        const edgesOf = (kind: string, name: string): number[] | undefined => {
            // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes
            const annotations = spec(run, kind, name).template.metadata.annotations as Record<string, string>;
            const written = annotations[bucketsAnnotation];
            return written === undefined ? undefined : (JSON.parse(written) as { istiocustom: number[] }).istiocustom;
        };
        const edges = edgesOf("Rollout", "judged") ?? [];
        assert.ok(edges.includes(500) && edges.includes(1300), String(edges));
        const promised = edgesOf("Deployment", "promised") ?? [];
        assert.ok(promised.includes(700) && promised.includes(1700), String(promised));
        assert.equal(edgesOf("Deployment", "free"), undefined);
    });
});
