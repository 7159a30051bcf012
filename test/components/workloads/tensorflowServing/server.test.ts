import assert from "node:assert/strict";
import { render, server, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call -- rendered objects of many shapes */

describe("a TensorFlow server", () => {
    const detector = { kind: "tensorflow-serving", models: { m: { versions: [3] } } };

    it("is started itself, without profiler, and never looks for other versions than those listed", async () => {
        const container = server(await render({ w: detector }), "Deployment", "w");
        assert.deepEqual(container.command, ["/usr/bin/tensorflow_model_server"]);
        assert.deepEqual(container.args, [
            "--port=8500",
            "--rest_api_port=8501",
            "--rest_api_timeout_in_ms=10000",
            "--model_config_file=/etc/tensorflow-serving/models.config",
            "--monitoring_config_file=/etc/tensorflow-serving/monitoring.config",
            "--file_system_poll_wait_seconds=0",
            "--enable_grpc_healthcheck_service=true",
            "--enable_profiler=false",
            "--enable_batching=true",
            "--batching_parameters_file=/etc/tensorflow-serving/batching.config",
        ]);
    });

    it("looks for versions where they follow the bucket, and takes labels before they are loaded", async () => {
        const run = await render({
            a: { ...detector, models: { m: { versions: "all" } }, modelVolume: { kind: "mount" }, batching: false },
            b: { ...detector, models: { m: { versions: [1], labels: { stable: 1 } } } },
        });
        const { args } = server(run, "Deployment", "a");
        assert.ok(args.includes("--file_system_poll_wait_seconds=60"));
        assert.ok(args.includes("--max_num_load_retries=1440"), "an upload may take longer than five minutes");
        assert.ok(!args.includes("--enable_batching=true"));
        assert.ok(!args.includes("--allow_version_labels_for_unavailable_models=true"));
        assert.equal(server(run, "Deployment", "a").readinessProbe.httpGet.path, "/v1/models/m/metadata");
        assert.ok(server(run, "Deployment", "b").args.includes("--allow_version_labels_for_unavailable_models=true"));
    });

    it("proves start, life and readiness by what only a loaded model can answer", async () => {
        const container = server(await render({ w: detector }), "Deployment", "w");
        assert.deepEqual(container.startupProbe.httpGet, { path: "/v1/models/m", port: "http", scheme: "HTTP" });
        assert.deepEqual(container.livenessProbe.grpc, { port: 8500, service: "PredictionService" });
        assert.equal(container.readinessProbe.httpGet.path, "/v1/models/m/versions/3/metadata");
    });

    it("serves on while endpoints drain, then for as long as one request may take", async () => {
        const run = await render({ w: { ...detector, traffic: { timeoutSeconds: 20 } } });
        const pod = spec(run, "Deployment", "w").template.spec;
        assert.deepEqual(pod.containers[0].lifecycle, { preStop: { sleep: { seconds: 15 } } });
        assert.equal(pod.terminationGracePeriodSeconds, 35);
    });

    it("writes its CUDA cache where it may, on GPUs alone", async () => {
        const run = await render({ cpu: detector, gpu: { ...detector, accelerator: "t4" } });
        assert.deepEqual(server(run, "Deployment", "gpu").env, [{ name: "CUDA_CACHE_PATH", value: "/var/cache/cuda" }]);
        assert.deepEqual(server(run, "Deployment", "cpu").env, []);
        const mounts = server(run, "Deployment", "gpu").volumeMounts;
        assert.deepEqual(mounts[1], { name: "cuda-cache", mountPath: "/var/cache/cuda" });
    });
});
