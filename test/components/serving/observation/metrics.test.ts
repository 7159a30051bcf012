import assert from "node:assert/strict";
import {
    labelsOf,
    type MetricName,
    metrics,
    metricSources,
    seriesNames,
} from "../../../../components/serving/observation/catalogue";
import { series } from "../../../../components/serving/observation/promql";
import { queryFaults } from "../../../support/promql";
import { simulateStack, type Simulated } from "../../../support/simulate";
import { render, spec } from "../../../support/serving/render";

interface Rule {
    readonly record?: string;
    readonly expr: string;
}

function rulesOf(run: Simulated, name: string): Rule[] {
    const { groups } = spec(run, "PrometheusRule", `${name}-recording`) as { groups: { rules: Rule[] }[] };
    return groups.flatMap((group) => group.rules);
}

/** Every query of a stack's workloads: rules, triggers, analyses. */
function queriesOf(run: Simulated): { where: string; query: string }[] {
    return run.resources.flatMap(({ name, inputs }) => {
        const body = inputs.spec as Record<string, unknown> | undefined;
        const own = run.resources
            .find((resource) => resource.name === name)
            ?.urn.includes("inference-platform:workloads");
        if (body === undefined || own !== true) {
            return [];
        }
        switch (inputs.kind) {
            case "PrometheusRule":
                return (body.groups as { rules: Rule[] }[]).flatMap(({ rules }) =>
                    rules.map((rule) => ({ where: `${name} ${rule.record}`, query: rule.expr })),
                );
            case "ScaledObject":
                return (body.triggers as { name: string; metadata: { query?: string } }[]).flatMap((trigger) =>
                    trigger.metadata.query === undefined
                        ? []
                        : [{ where: `${name} ${trigger.name}`, query: trigger.metadata.query }],
                );
            case "AnalysisTemplate":
                return (body.metrics as { name: string; provider: { prometheus: { query: string } } }[]).map(
                    (metric) => ({ where: `${name} ${metric.name}`, query: metric.provider.prometheus.query }),
                );
            default:
                return [];
        }
    });
}

describe("the metrics catalogue", () => {
    it("names a source and distinct labels for every metric", () => {
        for (const name of Object.keys(metrics) as MetricName[]) {
            assert.ok(metricSources.includes(metrics[name].source), name);
            assert.equal(new Set(metrics[name].labels).size, metrics[name].labels.length, name);
        }
    });

    it("knows the three series and the bucket label of a histogram", () => {
        assert.deepEqual(seriesNames("inference_duration_seconds"), [
            "inference_duration_seconds_bucket",
            "inference_duration_seconds_sum",
            "inference_duration_seconds_count",
        ]);
        assert.ok(labelsOf("inference_duration_seconds").includes("le"));
        assert.ok(!labelsOf("http_requests_total").includes("le"));
    });
});

describe("series", () => {
    it("escapes what would end the value", () => {
        assert.equal(series("up", { workload: 'a"b\\c\nd' }), 'up{workload="a\\"b\\\\c\\nd"}');
    });
});

describe("queries", () => {
    it("are held against grammar, names and labels", () => {
        assert.deepEqual(queryFaults('sum(rate(istio_requests_total{reporter="destination"}[5m]))'), []);
        assert.deepEqual(queryFaults("sum(rate(istio_requests_totals[5m]))"), [
            'no metric stores "istio_requests_totals"',
        ]);
        assert.deepEqual(queryFaults('up{workloads="a"}'), ['"up" has no label "workloads"']);
        assert.deepEqual(queryFaults("sum by (workloads) (up)"), ['no series has label "workloads"']);
        assert.deepEqual(queryFaults("sum(up"), ["syntax error at 6"]);
    });

    for (const stack of ["dev", "prod"]) {
        it(`of ${stack} only ask for what is in the catalogue`, async () => {
            const queries = queriesOf(await simulateStack(stack));
            assert.ok(queries.length > 40, `only ${queries.length} queries found`);
            for (const { where, query } of queries) {
                assert.deepEqual(queryFaults(query), [], where);
            }
        });
    }
});

describe("recording rules", () => {
    const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
    const custom = { kind: "inference-service", image: "example.com/app:1.0.0" };

    it("give TensorFlow Serving and custom images the same names", async () => {
        const run = await render({
            detector: { ...detector, accelerator: "t4" },
            custom: { ...custom, accelerator: "t4" },
        });
        const names = [
            "inference:requests:rate5m",
            "inference:errors:ratio_rate5m",
            "inference:latency_seconds:p50",
            "inference:latency_seconds:p95",
            "inference:latency_seconds:p99",
            "inference:queue_depth",
            "inference:gpu_utilization",
        ];
        for (const workload of ["detector", "custom"]) {
            assert.deepEqual(
                rulesOf(run, workload).map(({ record }) => record),
                names,
            );
        }
    });

    it("turn microseconds and milliseconds into seconds", async () => {
        const run = await render({ detector, custom });
        const p95 = (name: string) =>
            rulesOf(run, name).find(({ record }) => record === "inference:latency_seconds:p95");
        assert.equal(
            p95("detector")?.expr,
            "histogram_quantile(0.95, sum by (namespace, workload, version, revision, le) (rate(" +
                ':tensorflow:serving:request_latency_bucket{namespace="ml-production", workload="detector"}[5m]))) / 1000000 > 0',
        );
        assert.equal(
            p95("custom")?.expr,
            "histogram_quantile(0.95, sum by (namespace, workload, version, revision, le) (rate(" +
                'istio_request_duration_milliseconds_bucket{reporter="destination", namespace="ml-production", ' +
                'workload="custom"}[5m]))) / 1000 > 0',
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

    it("know waiting requests from waiting time, and nothing of a queue where there is none", async () => {
        const run = await render({ detector, unbatched: { ...detector, batching: false } });
        const depth = (name: string) =>
            rulesOf(run, name).find(({ record }) => record === "inference:queue_depth")?.expr;
        assert.equal(
            depth("detector"),
            "sum by (namespace, workload, version, revision) (rate(:tensorflow:serving:batching_session:queuing_latency_sum" +
                '{namespace="ml-production", workload="detector"}[5m])) / 1000000',
        );
        assert.equal(depth("unbatched"), undefined);
        const names = rulesOf(run, "detector").map(({ record }) => record);
        assert.ok(!names.includes("inference:gpu_utilization"), "a workload without GPU has no GPU utilisation");
    });
});

describe("the pod monitor", () => {
    it("scrapes each pod once, at the mesh's agent, and says what it serves", async () => {
        const run = await render({ detector: { kind: "tensorflow-serving", models: { m: { versions: [1] } } } });
        const monitor = spec(run, "PodMonitor", "detector") as {
            selector: unknown;
            podMetricsEndpoints: { port: string; path: string; relabelings: Record<string, unknown>[] }[];
        };
        assert.deepEqual(monitor.selector, { matchLabels: { app: "detector" } });
        const [endpoint, ...others] = monitor.podMetricsEndpoints;
        assert.equal(others.length, 0);
        assert.equal(endpoint?.port, "http");
        assert.equal(endpoint.path, "/stats/prometheus");
        const targets = endpoint.relabelings.map(({ sourceLabels, targetLabel }) => [sourceLabels, targetLabel]);
        assert.deepEqual(targets, [
            [["__meta_kubernetes_pod_ip"], "__address__"],
            [["__meta_kubernetes_pod_label_app"], "workload"],
            [["__meta_kubernetes_pod_label_version"], "version"],
            [["__meta_kubernetes_pod_label_rollouts_pod_template_hash"], "revision"],
            [["__meta_kubernetes_pod_annotation_inference_platform_model_digest"], "model_digest"],
        ]);
        assert.equal(endpoint.relabelings[0]?.replacement, "$1:15020");
    });
});
