import assert from "node:assert/strict";
import {
    collectorValues,
    jaegerValues,
    samplerValues,
    tempoValues,
} from "../../../../components/addons/tracing/values";
import { kubePrometheusStackValues } from "../../../../components/addons/monitoring/values";
import { development, someFacts } from "../../../support/addons";

describe("traces", () => {
    it("are kept for every error, every slow request and a share of the rest, judged on whole traces", () => {
        const sampler = JSON.stringify(samplerValues(someFacts()).config);
        assert.match(sampler, /"status_codes":\["ERROR"\]/);
        assert.match(sampler, /"threshold_ms":2000/);
        assert.match(sampler, /"sampling_percentage":1[^0-9]/);
        assert.equal(samplerValues(someFacts()).service?.clusterIP, "None");
        const collector = JSON.stringify(collectorValues(someFacts()).config);
        assert.match(collector, /"routing_key":"traceID"/);
        assert.match(collector, /"hostname":"otel-sampler\.tracing\.svc\.cluster\.local"/);
        assert.match(collector, /"receivers":\["otlp","jaeger","zipkin"\]/);
        // The collector's own names of its exporters; the older ones are aliases that it warns of.
        assert.match(collector, /"exporters":\["load_balancing"\]/);
        assert.match(sampler, /"exporters":\["otlp_grpc"\]/);
    });

    it("lead from a point on a panel to a trace that is kept, on whichever replica of Prometheus answers", () => {
        const { metricsGenerator, overrides } = tempoValues(someFacts())!.tempo;
        const urls = (environment: Parameters<typeof someFacts>[0]) =>
            tempoValues(someFacts(environment))!.tempo.metricsGenerator.storage.remote_write.map(({ url }) => url);
        const replica = (n: number) =>
            `http://kube-prometheus-stack-prometheus-${n}.monitoring.svc.cluster.local:9090/api/v1/write`;
        assert.deepEqual(urls({}), [replica(0), replica(1)]);
        assert.deepEqual(urls(development), [replica(0)]);
        assert.ok(metricsGenerator.enabled);
        assert.ok(metricsGenerator.storage.remote_write.every((target) => target.send_exemplars));
        const { processors, trace_id_label_name: label } = overrides.defaults.metrics_generator;
        assert.deepEqual(processors, ["span-metrics-latency"]);
        // What Prometheus stores it in, and what Grafana reads it by.
        const { grafana, prometheus } = kubePrometheusStackValues(someFacts());
        assert.ok(prometheus.prometheusSpec.enableFeatures.includes("exemplar-storage"));
        assert.ok(prometheus.prometheusSpec.enableRemoteWriteReceiver && prometheus.servicePerReplica.enabled);
        assert.deepEqual(grafana.sidecar.datasources.exemplarTraceIdDestinations, {
            datasourceUid: "traces",
            traceIdLabelName: label,
        });
    });

    it("install one backend, which the sampler writes to", () => {
        const jaeger = someFacts({ addons: { tracing: { backend: "jaeger" } } });
        assert.ok(tempoValues(someFacts()));
        assert.equal(jaegerValues(someFacts()), undefined);
        assert.equal(tempoValues(jaeger), undefined);
        assert.ok(jaegerValues(jaeger));
        assert.match(JSON.stringify(samplerValues(jaeger)), /jaeger\.tracing\.svc\.cluster\.local:4317/);
    });
});
