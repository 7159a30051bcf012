import { appSelector } from "../labels";
import { type DestinationRuleSpec, type TrafficPolicy } from "./istioTypes";
import { type ServingPlan, serviceHost } from "../plan";

/** Subsets between which a progressive roll-out shifts requests; the Rollout's controller fills in their pods. */
export const rolloutSubsets = { stable: "stable", canary: "canary" } as const;

/** How callers connect to the workload's pods, and which pods are which version. */
export function destinationRuleSpec(plan: ServingPlan, service = plan.name): DestinationRuleSpec {
    const subsets = subsetsOf(plan);
    return {
        host: serviceHost(plan, service),
        trafficPolicy,
        ...(subsets.length > 0 && { subsets }),
    };
}

function subsetsOf(plan: ServingPlan): NonNullable<DestinationRuleSpec["subsets"]> {
    const { strategy } = plan.config.traffic;
    switch (strategy) {
        case "weighted":
            return plan.releases.map(({ version }) => ({ name: version, labels: { version } }));
        case "progressive":
            return Object.values(rolloutSubsets).map((name) => ({ name, labels: appSelector(plan) }));
        case "single":
        case "blue-green":
            return [];
        default:
            return strategy satisfies never;
    }
}

/** Prediction takes long and pods differ in load: few requests per pod in flight, and a slow start for a cold pod. */
const trafficPolicy: TrafficPolicy = {
    tls: { mode: "ISTIO_MUTUAL" },
    loadBalancer: { simple: "LEAST_REQUEST", warmup: { duration: "60s" } },
    connectionPool: {
        tcp: { maxConnections: 1024, connectTimeout: "2s" },
        http: { http1MaxPendingRequests: 256, http2MaxRequests: 1024, maxRetries: 32, idleTimeout: "300s" },
    },
    // A pod that fails five times in a row is left alone for a while, but never so many that the rest drowns.
    outlierDetection: {
        consecutive5xxErrors: 5,
        consecutiveGatewayErrors: 5,
        interval: "10s",
        baseEjectionTime: "30s",
        maxEjectionPercent: 50,
    },
};
