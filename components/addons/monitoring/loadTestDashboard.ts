import { type DashboardSpec } from "../../observation/dashboard";
import { series } from "../../observation/promql";
import { loadTestSource } from "./dataSources";

const test = { testid: "$test" };

/** A load test as k6 saw it, beside what the platform did meanwhile. */
export const loadTestDashboard: DashboardSpec = {
    uid: "load-test",
    title: "Load test",
    description: "A load test as k6 saw it, and the workloads' own figures of the same time.",
    source: { text: loadTestSource.name, value: loadTestSource.uid },
    variables: { test: `label_values(${series("k6_vus")}, testid)` },
    rows: {
        "What the test's clients noticed": [
            {
                title: "Latency over HTTP",
                description: "Time to an answer as k6 measures it, network and mesh included.",
                unit: "s",
                queries: {
                    p50: `max(${series("k6_http_req_duration_p50", test)})`,
                    p95: `max(${series("k6_http_req_duration_p95", test)})`,
                    p99: `max(${series("k6_http_req_duration_p99", test)})`,
                },
            },
            {
                title: "Latency over gRPC",
                description: "The same of a test with protocol grpc.",
                unit: "s",
                queries: {
                    p50: `max(${series("k6_grpc_req_duration_p50", test)})`,
                    p95: `max(${series("k6_grpc_req_duration_p95", test)})`,
                    p99: `max(${series("k6_grpc_req_duration_p99", test)})`,
                },
            },
            {
                title: "Checks that passed",
                description: "Share of answers that were right and confident enough; the test's thresholds judge it.",
                unit: "percentunit",
                queries: { "{{check}}": `avg by (check) (${series("k6_checks_rate", test)})` },
            },
        ],
        "The load": [
            {
                title: "Clients",
                description: "Clients that send requests at the same time.",
                unit: "short",
                queries: { clients: `sum(${series("k6_vus", test)})` },
            },
            {
                title: "Iterations",
                description: "Rounds of the script per second, and those that k6 had no free client for.",
                unit: "reqps",
                queries: {
                    done: `sum(rate(${series("k6_iterations_total", test)}[1m]))`,
                    dropped: `sum(rate(${series("k6_dropped_iterations_total", test)}[1m]))`,
                },
            },
        ],
        "What the platform did": [
            {
                title: "Latency of the workloads, 95th percentile",
                description: "As the workloads' own proxies measure it: the rest is network and waiting at the client.",
                runbook: "inference-latency",
                unit: "s",
                queries: { "{{workload}} {{version}}": series("inference:latency_seconds:p95") },
            },
            {
                title: "Pods that the autoscalers ask for",
                description: "They follow the load with the delay of a start.",
                runbook: "scaling-maximum",
                unit: "short",
                queries: {
                    "{{horizontalpodautoscaler}}": series("kube_horizontalpodautoscaler_status_desired_replicas"),
                },
            },
            {
                title: "GPU utilization",
                description: "Share of time with a kernel running, over each version's GPUs.",
                unit: "percentunit",
                queries: { "{{workload}} {{version}}": series("inference:gpu_utilization") },
            },
        ],
    },
};
