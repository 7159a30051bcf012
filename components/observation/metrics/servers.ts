import { type Metrics } from "./facts";

const istioLabels = [
    "reporter",
    "source_workload",
    "source_workload_namespace",
    "source_principal",
    "source_app",
    "source_version",
    "destination_service",
    "destination_service_name",
    "destination_service_namespace",
    "destination_workload",
    "destination_workload_namespace",
    "destination_app",
    "destination_version",
    "destination_principal",
    "destination_canonical_service",
    "destination_canonical_revision",
    "request_protocol",
    "response_code",
    "grpc_response_status",
    "response_flags",
    "connection_security_policy",
] as const;

/**
 * What workloads are measured by. Sources: Istio's standard metrics; TensorFlow Serving 2.19 (`monitoring`, `servables`) and
 * TensorFlow's loader (`cc/saved_model/loader.cc`); docs/serving-contract.md.
 */
export const servingMetrics = {
    istio_requests_total: { source: "istio", type: "counter", unit: "requests", labels: istioLabels, scraped: true },
    istio_request_duration_milliseconds: {
        source: "istio",
        type: "histogram",
        unit: "milliseconds",
        labels: istioLabels,
        scraped: true,
    },
    ":tensorflow:serving:request_count": {
        source: "tensorflow-serving",
        type: "counter",
        unit: "requests",
        labels: ["model_name", "status"],
        scraped: true,
    },
    ":tensorflow:serving:request_latency": {
        source: "tensorflow-serving",
        type: "histogram",
        unit: "microseconds",
        labels: ["model_name", "API", "entrypoint"],
        scraped: true,
    },
    ":tensorflow:serving:runtime_latency": {
        source: "tensorflow-serving",
        type: "histogram",
        unit: "microseconds",
        labels: ["model_name", "API", "runtime"],
        scraped: true,
    },
    ":tensorflow:serving:batching_session:queuing_latency": {
        source: "tensorflow-serving",
        type: "histogram",
        unit: "microseconds",
        labels: ["thread_pool_name"],
        scraped: true,
    },
    // Written when a model is loaded, so that it is there before the first request.
    ":tensorflow:cc:saved_model:load_attempt_count": {
        source: "tensorflow-serving",
        type: "counter",
        unit: "attempts",
        labels: ["model_path", "status"],
        scraped: true,
    },
    http_requests_total: {
        source: "contract",
        type: "counter",
        unit: "requests",
        labels: ["method", "path", "status"],
        scraped: true,
    },
    inference_duration_seconds: {
        source: "contract",
        type: "histogram",
        unit: "seconds",
        labels: ["model", "model_version"],
        scraped: true,
        exemplars: true,
    },
    inference_queue_depth: { source: "contract", type: "gauge", unit: "requests", labels: ["model"], scraped: true },
    model_accuracy: {
        source: "contract",
        type: "gauge",
        unit: "ratio",
        labels: ["model", "model_version"],
        scraped: true,
    },
    prediction_score: {
        source: "contract",
        type: "histogram",
        unit: "score",
        labels: ["model", "model_version"],
        scraped: true,
    },
} as const satisfies Metrics;
