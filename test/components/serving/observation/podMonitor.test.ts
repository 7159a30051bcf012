import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

describe("the pod monitor", () => {
    it("scrapes each pod once, at the mesh's agent, and labels what it serves", async () => {
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
