import assert from "node:assert/strict";
import { server, spec } from "../../support/serving/render";
import { simulateStack } from "../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

/** The example workloads of the production stack, figure by figure. */
const run = simulateStack("prod");
const env = (container: any): Record<string, unknown> =>
    Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
const replicas = async (name: string) => {
    const { minReplicaCount, maxReplicaCount } = spec(await run, "ScaledObject", name);
    return [minReplicaCount, maxReplicaCount];
};
const triggers = async (name: string) =>
    spec(await run, "ScaledObject", name).triggers.map((trigger: any) => trigger.name);
const gpu = { "nvidia.com/gpu": "1" };

describe("object-detection", () => {
    it("runs on T4 nodes with one GPU per pod, which it does not share", async () => {
        for (const name of ["object-detection-v1", "object-detection-v2"]) {
            const pod = spec(await run, "Deployment", name).template.spec;
            assert.deepEqual(pod.nodeSelector, { accelerator: "nvidia-tesla-t4" });
            assert.deepEqual(pod.tolerations, [
                { key: "nvidia.com/gpu", operator: "Equal", value: "true", effect: "NoSchedule" },
            ]);
            const { requests, limits } = pod.containers[0].resources;
            assert.equal(requests["nvidia.com/gpu"], "1");
            assert.equal(limits["nvidia.com/gpu"], "1");
            assert.equal(pod.containers[0].image, "tensorflow/serving:2.19.1-gpu");
        }
    });

    it("admits one client to gRPC: its pods in the network, its account in the mesh", async () => {
        const [client, ...others] = spec(await run, "NetworkPolicy", "object-detection").ingress;
        assert.deepEqual(client, {
            from: [
                {
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ml-production" } },
                    podSelector: { matchLabels: { app: "object-detection-client" } },
                },
            ],
            ports: [{ port: 8500, protocol: "TCP" }],
        });
        assert.deepEqual(
            others.map((rule: any) => rule.ports),
            [[{ port: 15020, protocol: "TCP" }]],
        );
        assert.deepEqual(spec(await run, "AuthorizationPolicy", "object-detection"), {
            selector: { matchLabels: { app: "object-detection" } },
            action: "ALLOW",
            rules: [
                {
                    from: [{ source: { principals: ["cluster.local/ns/ml-production/sa/object-detection-client"] } }],
                    to: [{ operation: { ports: ["8500"], methods: ["POST"] } }],
                },
            ],
        });
    });

    it("sends 80 and 20 percent to its versions, and requests with the header to the second", async () => {
        const host = "object-detection.ml-production.svc.cluster.local";
        const { http } = spec(await run, "VirtualService", "object-detection");
        assert.deepEqual(
            http.map((route: any) => [route.match, route.route]),
            [
                [[{ headers: { version: { exact: "v2" } } }], [{ destination: { host, subset: "v2" } }]],
                [
                    undefined,
                    [
                        { destination: { host, subset: "v1" }, weight: 80 },
                        { destination: { host, subset: "v2" }, weight: 20 },
                    ],
                ],
            ],
        );
        const rule = spec(await run, "DestinationRule", "object-detection");
        assert.deepEqual(rule.subsets, [
            { name: "v1", labels: { version: "v1" } },
            { name: "v2", labels: { version: "v2" } },
        ]);
        assert.equal(rule.trafficPolicy.tls.mode, "ISTIO_MUTUAL");
        assert.equal(rule.trafficPolicy.loadBalancer.simple, "LEAST_REQUEST");
        assert.equal(rule.trafficPolicy.outlierDetection.consecutive5xxErrors, 5);
    });

    it("injects faults in development, for requests with the header alone, and none in production", async () => {
        const dev = spec(await simulateStack("dev"), "VirtualService", "object-detection").http;
        const faulty = dev.filter((route: any) => route.fault !== undefined);
        assert.equal(faulty.length, 1);
        assert.deepEqual(faulty[0].match, [{ headers: { "x-fault-injection": { exact: "true" } } }]);
        assert.deepEqual(faulty[0].fault, {
            delay: { fixedDelay: "5s", percentage: { value: 50 } },
            abort: { grpcStatus: "UNAVAILABLE", percentage: { value: 10 } },
        });
        const prod = spec(await run, "VirtualService", "object-detection").http;
        assert.ok(prod.every((route: any) => route.fault === undefined));
    });

    it("scales each version on CPU and memory of the server alone", async () => {
        const scaled = spec(await run, "ScaledObject", "object-detection-v1");
        assert.deepEqual(scaled.scaleTargetRef, {
            apiVersion: "apps/v1",
            kind: "Deployment",
            name: "object-detection-v1",
        });
        assert.deepEqual(scaled.triggers, [
            { type: "cpu", name: "cpu", metricType: "Utilization", metadata: { value: "70", containerName: "server" } },
            {
                type: "memory",
                name: "memory",
                metricType: "Utilization",
                metadata: { value: "80", containerName: "server" },
            },
        ]);
        assert.equal("fallback" in scaled, false);
        assert.equal("replicas" in spec(await run, "Deployment", "object-detection-v1"), false);
    });
});

describe("anomaly-detection", () => {
    it("runs on CPU with three replicas, scaled on what Prometheus measures", async () => {
        const pod = spec(await run, "Deployment", "anomaly-detection").template.spec;
        assert.equal("nodeSelector" in pod, false);
        assert.equal("nvidia.com/gpu" in pod.containers[0].resources.requests, false);
        assert.equal(pod.containers[0].image, "tensorflow/serving:2.19.1");
        assert.deepEqual(await replicas("anomaly-detection"), [3, 10]);
        assert.deepEqual(await triggers("anomaly-detection"), ["latency-p95", "queue-depth"]);
    });

    it("is asked for life after 30 s and for readiness after 60 s, every 10 s", async () => {
        const container = server(await run, "Deployment", "anomaly-detection");
        const { livenessProbe, readinessProbe } = container;
        assert.deepEqual([livenessProbe.initialDelaySeconds, livenessProbe.periodSeconds], [30, 10]);
        assert.deepEqual(livenessProbe.grpc, { port: 8500, service: "PredictionService" });
        assert.deepEqual([readinessProbe.initialDelaySeconds, readinessProbe.periodSeconds], [60, 10]);
        assert.equal(readinessProbe.httpGet.path, "/v1/models/anomaly-detection/versions/1/metadata");
    });

    it("may call the one host that it names", async () => {
        assert.deepEqual(spec(await run, "ServiceEntry", "events-example-com-443"), {
            hosts: ["events.example.com"],
            exportTo: ["."],
            location: "MESH_EXTERNAL",
            resolution: "DNS",
            ports: [{ number: 443, name: "tls-443", protocol: "TLS" }],
        });
    });
});

describe("multi-model-server", () => {
    it("runs five replicas with one GPU each", async () => {
        assert.deepEqual(await replicas("multi-model-server"), [5, 10]);
        const { limits } = server(await run, "Deployment", "multi-model-server").resources;
        assert.deepEqual({ "nvidia.com/gpu": limits["nvidia.com/gpu"] }, gpu);
    });

    it("serves three models, each by its own policy, and labels only versions that are listed", async () => {
        const config = (await run).resources.find(
            ({ name, inputs }) => name.startsWith("multi-model-server-config") && inputs.kind === "ConfigMap",
        );
        const data = config?.inputs.data as Record<string, string>;
        assert.equal(
            data["models.config"],
            `model_config_list {
  config {
    name: "image_classification"
    base_path: "/models/image_classification"
    model_platform: "tensorflow"
    model_version_policy {
      latest {
        num_versions: 2
      }
    }
  }
  config {
    name: "recommendation_engine"
    base_path: "/models/recommendation_engine"
    model_platform: "tensorflow"
    model_version_policy {
      all {}
    }
  }
  config {
    name: "sentiment_analysis"
    base_path: "/models/sentiment_analysis"
    model_platform: "tensorflow"
    model_version_policy {
      specific {
        versions: 1
        versions: 2
      }
    }
    version_labels {
      key: "canary"
      value: 2
    }
    version_labels {
      key: "stable"
      value: 1
    }
  }
}
`,
        );
    });
});

describe("ai-inference-app", () => {
    it("keeps the figures of its pods", async () => {
        const container = server(await run, "Deployment", "ai-inference-app");
        const { requests, limits } = container.resources;
        assert.deepEqual([requests.cpu, requests.memory, requests["nvidia.com/gpu"]], ["1", "4Gi", "1"]);
        assert.deepEqual([limits.cpu, limits.memory, limits["nvidia.com/gpu"]], ["2", "8Gi", "1"]);
        const variables = env(container);
        assert.deepEqual(
            {
                MODEL_PATH: variables.MODEL_PATH,
                BATCH_SIZE: variables.BATCH_SIZE,
                MAX_WORKERS: variables.MAX_WORKERS,
                LOG_LEVEL: variables.LOG_LEVEL,
                PROMETHEUS_PORT: variables.PROMETHEUS_PORT,
            },
            {
                MODEL_PATH: "/models/ai-inference/1",
                BATCH_SIZE: "32",
                MAX_WORKERS: "4",
                LOG_LEVEL: "INFO",
                PROMETHEUS_PORT: "8080",
            },
        );
        for (const name of ["REDIS_URL", "DB_CONNECTION_STRING"]) {
            assert.deepEqual(variables[name], { secretKeyRef: { name: "ai-inference-app-secrets", key: name } });
        }
    });

    it("is probed as its contract says", async () => {
        const { livenessProbe, readinessProbe, startupProbe } = server(await run, "Deployment", "ai-inference-app");
        const figures = (probe: any) => [
            probe.httpGet.path,
            probe.initialDelaySeconds,
            probe.periodSeconds,
            probe.timeoutSeconds,
            probe.failureThreshold,
        ];
        assert.deepEqual(figures(livenessProbe), ["/health", 60, 30, 10, 3]);
        assert.deepEqual(figures(readinessProbe), ["/ready", 30, 10, 5, 3]);
        assert.deepEqual(figures(startupProbe), ["/startup", 10, 10, 5, 30]);
    });

    it("has 3 to 20 replicas, replaced one fewer and two more at a time, of which two stay", async () => {
        assert.deepEqual(await replicas("ai-inference-app"), [3, 20]);
        const { rollingUpdate } = spec(await run, "Deployment", "ai-inference-app").strategy;
        assert.deepEqual(rollingUpdate, { maxUnavailable: 1, maxSurge: 2 });
        const budget = spec(await run, "PodDisruptionBudget", "ai-inference-app");
        assert.deepEqual(budget, { selector: { matchLabels: { app: "ai-inference-app" } }, minAvailable: 2 });
    });

    it("offers HTTP on 80 and gRPC on 9090", async () => {
        const ports = spec(await run, "Service", "ai-inference-app").ports;
        assert.deepEqual(ports, [
            { name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" },
            { name: "grpc", port: 9090, targetPort: "grpc", protocol: "TCP", appProtocol: "grpc" },
        ]);
        const { ports: own } = server(await run, "Deployment", "ai-inference-app");
        assert.deepEqual(
            own.map((port: any) => port.containerPort),
            [8080, 8090],
        );
    });

    it("aims at 500 ms and ten waiting requests per pod, with a cache of 2Gi", async () => {
        const [cpu, memory, latency, queue] = spec(await run, "ScaledObject", "ai-inference-app").triggers;
        assert.deepEqual([cpu.metadata.value, memory.metadata.value], ["70", "80"]);
        assert.deepEqual([latency.metadata.threshold, latency.metricType], ["0.5", "Value"]);
        assert.deepEqual([queue.metadata.threshold, queue.metricType], ["10", "AverageValue"]);
        const { volumes } = spec(await run, "Deployment", "ai-inference-app").template.spec;
        assert.deepEqual(
            volumes.find(({ name }: any) => name === "cache"),
            { name: "cache", emptyDir: { sizeLimit: "2Gi" } },
        );
    });

    it("reads its configuration and its logging from files, whose content is part of the pod", async () => {
        const { template } = spec(await run, "Deployment", "ai-inference-app");
        const names = template.spec.volumes.flatMap((volume: any) => volume.configMap?.name ?? []);
        const stack = await run;
        const all = Object.assign({}, ...names.map((name: string) => stack.object("ConfigMap", name).inputs.data));
        assert.deepEqual(Object.keys(JSON.parse(all["config.json"])).sort(), [
            "cache",
            "features",
            "model",
            "monitoring",
            "server",
        ]);
        const logging = JSON.parse(all["logging.json"]);
        assert.equal(logging.format, "json");
        assert.ok(logging.fields.includes("request_id") && logging.fields.includes("model_version"));
        assert.match(template.metadata.annotations["inference-platform/config-hash"], /^[0-9a-f]{16}$/);
    });
});

describe("ai-inference-rollout", () => {
    it("goes over weights 10, 20, a judgement, 50 and 100", async () => {
        const { canary } = spec(await run, "Rollout", "ai-inference-rollout").strategy;
        assert.deepEqual(
            canary.steps.map((step: any) => step.setWeight ?? step.pause?.duration ?? Object.keys(step)[0]),
            [10, "30s", 20, "30s", "analysis", 50, "120s", 100],
        );
        assert.deepEqual([canary.maxSurge, canary.maxUnavailable], ["25%", 0]);
        assert.equal(canary.analysis.startingStep, 2);
        assert.deepEqual(await replicas("ai-inference-rollout"), [10, 20]);
    });

    it("keeps the stable version whole until proxies have read the last weights", async () => {
        const rollout = spec(await run, "Rollout", "ai-inference-rollout");
        assert.equal("dynamicStableScale" in rollout.strategy.canary, false);
        assert.equal(rollout.strategy.canary.scaleDownDelaySeconds, 60);
        assert.equal("replicas" in rollout, false);
    });

    it("is judged ten times in 30 s steps, of which three may fail", async () => {
        const { metrics } = spec(await run, "AnalysisTemplate", "ai-inference-rollout-analysis");
        assert.deepEqual(
            metrics.map((metric: any) => metric.name),
            ["scraped", "accuracy", "error-rate", "latency-p95", "latency-against-stable", "errors-against-stable"],
        );
        for (const metric of metrics) {
            assert.deepEqual([metric.interval, metric.count, metric.failureLimit], ["30s", 10, 3], metric.name);
        }
        const success = (name: string) => metrics.find((metric: any) => metric.name === name).successCondition;
        const unless = "!(len(result) > 0 && !isNaN(result[0])) || ";
        assert.equal(success("accuracy"), `${unless}result[0] >= 0.85`);
        assert.equal(success("error-rate"), `${unless}result[0] <= 0.05`);
        assert.equal(success("latency-p95"), `${unless}result[0] <= 2`);
        assert.equal(success("scraped"), "len(result) > 0 && !isNaN(result[0]) && result[0] >= 1");
    });

    it("leaves to the controller exactly what the controller owns", async () => {
        const stack = await run;
        const ignored = stack.resources
            .filter(({ urn, ignoreChanges }) => urn.includes("ServingWorkload") && ignoreChanges.length > 0)
            .map(({ inputs, ignoreChanges }) => [inputs.kind, (inputs.metadata as any).name, ignoreChanges]);
        assert.deepEqual(ignored.sort(), [
            ["DestinationRule", "ai-inference-rollout", ["spec.subsets"]],
            ["VirtualService", "ai-inference-rollout", ["spec.http"]],
        ]);
        const routes = stack.object("VirtualService", "ai-inference-rollout");
        assert.deepEqual(routes.replaceOnChanges, ['metadata.annotations["inference-platform/routes-hash"]']);
    });
});

describe("ai-inference-spot", () => {
    it("prefers spot nodes and may run on on-demand nodes of the same accelerator", async () => {
        const pod = spec(await run, "Deployment", "ai-inference-spot").template.spec;
        assert.deepEqual(pod.nodeSelector, { accelerator: "nvidia-tesla-t4" });
        assert.deepEqual(pod.tolerations.map((toleration: any) => toleration.key).sort(), ["nvidia.com/gpu", "spot"]);
        const [preferred] = pod.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution;
        assert.deepEqual(preferred.preference.matchExpressions, [{ key: "spot", operator: "In", values: ["true"] }]);
        assert.equal(pod.priorityClassName, "spot-workload-priority");
        assert.deepEqual(await replicas("ai-inference-spot"), [5, 20]);
    });

    it("is told to stop by a request and then has 30 s", async () => {
        const pod = spec(await run, "Deployment", "ai-inference-spot").template.spec;
        assert.deepEqual(pod.containers[0].lifecycle.preStop.exec.command, [
            "/bin/sh",
            "-c",
            // SIGTERM follows the end of the hook: it lasts as long as the server may take.
            "sleep 5; curl -fsS -X POST --max-time 5 http://127.0.0.1:8080/shutdown && sleep 30",
        ]);
        assert.equal(pod.terminationGracePeriodSeconds, 45, "5 s to drain, 5 for the request, 30, 5 after SIGTERM");
    });
});

describe("the example stacks", () => {
    const dev = simulateStack("dev");

    it("show a version that is tried aside and promoted once requests have proved it", async () => {
        const { blueGreen } = spec(await dev, "Rollout", "ranking").strategy;
        assert.deepEqual([blueGreen.autoPromotionEnabled, blueGreen.previewService], [true, "ranking-preview"]);
    });

    it("show scaling by requests, the same hour last week and a queue", async () => {
        const names = spec(await dev, "ScaledObject", "ranking").triggers.map(({ name }: any) => name);
        assert.deepEqual(
            ["requests", "forecast", "sqs"].filter((name) => !names.includes(name)),
            [],
            names.join(),
        );
    });

    it("show scaling and a judgement by metrics of the server's own, each asked for that workload alone", async () => {
        const of = 'namespace="ml-production", workload="ranking"';
        const own = spec(await dev, "ScaledObject", "ranking").triggers.find(
            ({ name }: any) => name === "own-candidates",
        );
        assert.equal(own.metadata.query, `sum(ranking_candidates_waiting{${of}})`);
        const check = spec(await dev, "AnalysisTemplate", "ranking-analysis").metrics.find(
            ({ name }: any) => name === "own-empty-results",
        );
        assert.equal(
            check.provider.prometheus.query,
            `sum(rate(ranking_empty_results_total{${of}, revision="{{args.canary-hash}}"}[5m]))`,
        );
    });

    it("show a model whose content is pinned", async () => {
        const [copy] = spec(await dev, "Rollout", "ranking").template.spec.initContainers;
        assert.match(copy.args[3], /^sha256:[0-9a-f]{64}$/);
    });

    it("show a volume per pod on nodes of its zone, and a GPU that four pods share", async () => {
        const run = await dev;
        const [claim] = spec(run, "StatefulSet", "caption-generation").volumeClaimTemplates;
        assert.deepEqual(claim.spec.resources.requests, { storage: "100Gi" });
        const { inputs } = run.one("aws:eks/nodeGroup:NodeGroup", "gpu-l4");
        assert.equal((inputs.subnetIds as unknown[]).length, 1);
        assert.equal((inputs.labels as Record<string, string>)["nvidia.com/device-plugin.config"], "time-slicing-4");
    });

    it("give development's ai-inference-app a way to the stores whose addresses it has", async () => {
        const egress = JSON.stringify(spec(await dev, "NetworkPolicy", "ai-inference-app").egress);
        assert.ok(egress.includes("10.60.8.0/24") && egress.includes("10.60.9.0/24"), egress);
    });

    it("show GPUs that wait for a peak", async () => {
        assert.equal(spec(await run, "Deployment", "warm-capacity-t4").replicas, 1);
    });
});
