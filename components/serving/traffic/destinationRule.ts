import { serviceHost, type ServingPlan } from "../plan";
import { type DestinationRuleSpec, type TrafficPolicy } from "../istioTypes";

/** How callers connect to the workload's pods, and which pods are which version. */
export function destinationRuleSpec(plan: ServingPlan, service: string): DestinationRuleSpec {
    const { subsets } = plan.traffic;
    return {
        host: serviceHost(plan, service),
        trafficPolicy,
        ...(subsets.length > 0 && { subsets: subsets.map(({ name, labels }) => ({ name, labels: { ...labels } })) }),
    };
}

/** Predictions take long and pods differ in load: few requests per pod in flight, and a slow start for a cold pod. */
const trafficPolicy: TrafficPolicy = {
    tls: { mode: "ISTIO_MUTUAL" },
    loadBalancer: { simple: "LEAST_REQUEST", warmup: { duration: "60s" } },
    connectionPool: {
        tcp: { maxConnections: 1024, connectTimeout: "2s" },
        http: { http1MaxPendingRequests: 256, http2MaxRequests: 1024, maxRetries: 32, idleTimeout: "300s" },
    },
    // A pod that fails five times in a row is ejected for a while. Once more than half of them are, requests go to all again: the
    // rest would be overloaded, and of two pods that both fail the second would have every request until the first is back.
    outlierDetection: {
        consecutive5xxErrors: 5,
        consecutiveGatewayErrors: 5,
        interval: "10s",
        baseEjectionTime: "30s",
        maxEjectionPercent: 100,
        minHealthPercent: 50,
    },
};
