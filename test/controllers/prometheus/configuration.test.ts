import assert from "node:assert/strict";
import { type KubeObject } from "../../integration/cluster/types";
import { prometheusConfiguration, prometheusRules } from "./configuration";

const around = { kubeconfig: "/k", rulesFile: "/r", exporters: {}, interval: "6s" };

function monitor(spec: object): KubeObject {
    return {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name: "scorer", namespace: "ml" },
        spec,
    };
}

describe("the configuration of Prometheus from PodMonitors", () => {
    it("keeps pods of the selector at the named port, then applies the object's own relabelings", () => {
        const relabelings = [
            { action: "replace", sourceLabels: ["__meta_kubernetes_pod_ip"], targetLabel: "__address__" },
        ];
        const endpoint = { port: "http", path: "/stats", interval: "3s", relabelings };
        const configuration = prometheusConfiguration(
            [monitor({ selector: { matchLabels: { "a.b/c": "scorer" } }, podMetricsEndpoints: [endpoint] })],
            around,
        ) as { scrape_configs: Record<string, unknown>[] };
        const [job] = configuration.scrape_configs;
        assert.equal(job?.["job_name"], "podMonitor/ml/scorer/0");
        assert.equal(job?.["scrape_interval"], "3s");
        assert.equal(job?.["metrics_path"], "/stats");
        const steps = job?.["relabel_configs"] as object[];
        assert.deepEqual(steps[1], {
            action: "keep",
            source_labels: ["__meta_kubernetes_pod_label_a_b_c"],
            regex: "scorer",
        });
        assert.deepEqual(steps.at(-1), {
            action: "replace",
            source_labels: ["__meta_kubernetes_pod_ip"],
            target_label: "__address__",
        });
    });

    it("leaves nothing of a PodMonitor out silently", () => {
        assert.throws(
            () => prometheusConfiguration([monitor({ selector: {}, podMetricsEndpoints: [], sampleLimit: 5 })], around),
            { message: "PodMonitor scorer: sampleLimit would be left out here" },
        );
    });

    it("keeps the labels of exporters that speak of other pods, and not of those that run in a pod of their own", () => {
        const exporters = { gpu: { address: "10.0.0.1:9400" }, keda: { address: "10.0.0.1:8080", namespace: "keda" } };
        const { scrape_configs: jobs } = prometheusConfiguration([], { ...around, exporters }) as {
            scrape_configs: unknown;
        };
        assert.deepEqual(jobs, [
            { job_name: "gpu", honor_labels: true, static_configs: [{ targets: ["10.0.0.1:9400"] }] },
            {
                job_name: "keda",
                honor_labels: false,
                static_configs: [{ targets: ["10.0.0.1:8080"], labels: { namespace: "keda" } }],
            },
        ]);
    });

    it("gives groups of two objects different names", () => {
        const rule = { ...monitor({ groups: [{ name: "g", rules: [] }] }), kind: "PrometheusRule" };
        assert.deepEqual(prometheusRules([rule]), { groups: [{ name: "ml/scorer/g", rules: [] }] });
    });
});
