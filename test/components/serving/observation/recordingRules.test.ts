import assert from "node:assert/strict";
import { type Simulated } from "../../../support/simulate";
import { render, spec } from "../../../support/serving/render";

interface Rule {
    readonly record?: string;
    readonly expr: string;
}

function rulesOf(run: Simulated, name: string): Rule[] {
    const { groups } = spec(run, "PrometheusRule", `${name}-recording`) as { groups: { rules: Rule[] }[] };
    // The first group; those of objectives follow.
    return groups[0]?.rules ?? [];
}

describe("recording rules", () => {
    const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
    const custom = { kind: "inference-service", image: "example.com/app:1.0.0" };

    it("give TensorFlow Serving and custom images the same names", async () => {
        const run = await render({
            detector: { ...detector, accelerator: "t4" },
            custom: { ...custom, accelerator: "t4" },
        });
        const names = [
            "inference:measured_pods",
            "inference:requests:rate1m",
            "inference:requests:rate5m",
            "inference:errors:ratio_rate5m",
            "inference:latency_seconds:p50",
            "inference:latency_seconds:p95",
            "inference:latency_seconds:p95_1m",
            "inference:latency_seconds:p99",
            "inference:queue_depth",
            "inference:gpu_utilization",
        ];
        for (const workload of ["detector", "custom"]) {
            const recorded = rulesOf(run, workload).map(({ record }) => record);
            assert.deepEqual(
                recorded.filter((record) => record !== "inference:accuracy"),
                names,
            );
            // Only servers of the contract report accuracy.
            assert.equal(recorded.includes("inference:accuracy"), workload === "custom");
        }
    });

    it("measure every server's latency in its proxy, whose edges follow the targets, and turn it into seconds", async () => {
        const run = await render({ detector, custom });
        for (const workload of ["detector", "custom"]) {
            assert.equal(
                rulesOf(run, workload).find(({ record }) => record === "inference:latency_seconds:p95")?.expr,
                "histogram_quantile(0.95, sum by (namespace, workload, version, revision, le) (rate(" +
                    'istio_request_duration_milliseconds_bucket{reporter="destination", namespace="ml-production", ' +
                    `workload="${workload}"}[5m]))) / 1000 > 0`,
            );
        }
    });

    it("tell a measured server by series that only the server writes, from its start on", async () => {
        const run = await render({ detector, custom });
        const measured = (name: string) =>
            rulesOf(run, name).find(({ record }) => record === "inference:measured_pods")?.expr;
        const counted = (written: string) =>
            "count by (namespace, workload, version, revision) " +
            `(group by (pod, namespace, workload, version, revision) (${written}))`;
        assert.equal(
            measured("detector"),
            counted(':tensorflow:cc:saved_model:load_attempt_count{namespace="ml-production", workload="detector"}'),
        );
        assert.equal(
            measured("custom"),
            counted(
                ["inference_queue_depth", "http_requests_total", "inference_duration_seconds_count"]
                    .map((name) => `${name}{namespace="ml-production", workload="custom"}`)
                    .join(" or "),
            ),
        );
    });

    it("count failed gRPC calls, which arrive as HTTP 200, and have no ratio without traffic", async () => {
        const rule = rulesOf(await render({ custom }), "custom").find(
            ({ record }) => record === "inference:errors:ratio_rate5m",
        );
        assert.match(rule?.expr ?? "", /response_code=~"5\.\."/);
        assert.match(rule?.expr ?? "", /grpc_response_status=~"2\|4\|8\|12\|13\|14\|15"/);
        assert.match(
            rule?.expr ?? "",
            /\/ \(inference:requests:rate5m\{namespace="ml-production", workload="custom"\} > 0\)$/,
        );
    });

    it("derive waiting requests from waiting time, and record nothing without a queue", async () => {
        const run = await render({ detector, unbatched: { ...detector, batching: false } });
        const depth = (name: string) =>
            rulesOf(run, name).find(({ record }) => record === "inference:queue_depth")?.expr;
        assert.equal(
            depth("detector"),
            "sum by (namespace, workload, version, revision) (rate(:tensorflow:serving:batching_session:queuing_latency_sum" +
                '{namespace="ml-production", workload="detector"}[1m])) / 1000000',
        );
        assert.equal(depth("unbatched"), undefined);
        const names = rulesOf(run, "detector").map(({ record }) => record);
        assert.ok(!names.includes("inference:gpu_utilization"), "a workload without GPU has no GPU utilisation");
    });
});
