import assert from "node:assert/strict";
import {
    collectorValues,
    jaegerValues,
    samplerValues,
    tempoValues,
} from "../../../../components/addons/tracing/values";
import { someFacts } from "../../../support/addons";

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

    it("install one backend, which the sampler writes to", () => {
        const jaeger = someFacts({ addons: { tracing: { backend: "jaeger" } } });
        assert.ok(tempoValues(someFacts()));
        assert.equal(jaegerValues(someFacts()), undefined);
        assert.equal(tempoValues(jaeger), undefined);
        assert.ok(jaegerValues(jaeger));
        assert.match(JSON.stringify(samplerValues(jaeger)), /jaeger\.tracing\.svc\.cluster\.local:4317/);
    });
});
