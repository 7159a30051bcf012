import { type Metrics } from "./facts";

function written<L extends readonly string[]>(type: "counter" | "gauge", unit: string, labels: L) {
    return { source: "k6", type, unit, labels: ["testid", ...labels] } as const;
}

/**
 * What load tests write of themselves. Names follow k6's own with the statistic at the end, times are in seconds. Source: k6 1.7
 * `internal/output/prometheusrw/remotewrite`, with the statistics that the kind `load-test` asks for.
 */
export const loadTestMetrics = {
    k6_vus: written("gauge", "clients", []),
    k6_iterations_total: written("counter", "iterations", ["scenario"]),
    k6_dropped_iterations_total: written("counter", "iterations", ["scenario"]),
    k6_checks_rate: written("gauge", "ratio", ["scenario", "check"]),
    k6_http_req_duration_p50: written("gauge", "seconds", ["scenario", "status"]),
    k6_http_req_duration_p95: written("gauge", "seconds", ["scenario", "status"]),
    k6_http_req_duration_p99: written("gauge", "seconds", ["scenario", "status"]),
    k6_grpc_req_duration_p50: written("gauge", "seconds", ["scenario", "status"]),
    k6_grpc_req_duration_p95: written("gauge", "seconds", ["scenario", "status"]),
    k6_grpc_req_duration_p99: written("gauge", "seconds", ["scenario", "status"]),
} as const satisfies Metrics;
