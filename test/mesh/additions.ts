/**
 * What the stacks' own files do not use and is promised all the same, as `--set` takes it: a mirror, a blue-green switch, limits
 * of one workload at the gateway, a preprocessor, requests of other web sites, two TCP hosts on one port, and the sample server.
 */
const changes: Readonly<Record<string, unknown>> = {
    "workloads.shadowed": {
        kind: "tensorflow-serving",
        models: { shadowed: { versions: [1] } },
        callers: { "object-detection-client": {} },
        traffic: {
            strategy: "weighted",
            versions: {
                v1: { weight: 100 },
                shadow: { weight: 0, models: { shadowed: { versions: [2] } } },
            },
            mirror: { version: "shadow", percent: 100 },
        },
        scaling: { min: 2, max: 4 },
    },
    "workloads.switched": {
        kind: "inference-service",
        image: "registry.example.com/switched:1.0.0",
        callers: { "ai-inference-client": {} },
        gateway: { public: true, rateLimit: { requestsPerSecond: 5, burst: 20 }, maxRequestSize: "1Mi" },
        traffic: { strategy: "blue-green" },
        scaling: { min: 2, max: 4 },
    },
    "workloads.prepared": {
        kind: "inference-service",
        image: "registry.example.com/prepared:1.0.0",
        gateway: { public: true },
        preprocessor: { image: "registry.example.com/preparation:1.0.0", scaling: { min: 1, max: 2 } },
        scaling: { min: 1, max: 2 },
    },
    "workloads.sample": {
        kind: "inference-service",
        image: "registry.example.com/sample:1.0.0",
        models: { sample: { versions: [1] } },
        gateway: { public: true, paths: ["/predict"] },
        scaling: { min: 1, max: 1 },
    },
    "workloads.ai-inference-app.gateway.cors": { origins: ["https://app.example.com"] },
    "workloads.anomaly-detection.egress": [
        { host: "events.example.com" },
        { host: "ledger.example.net", port: 6432, protocol: "TCP", cidrs: ["198.51.100.32/28"] },
        { host: "catalog.example.net", port: 6432, protocol: "TCP", cidrs: ["198.51.100.48/28"] },
    ],
};

/** The changes as `render` takes them. */
export const additions: readonly string[] = Object.entries(changes).map(
    ([key, value]) => `${key}=${JSON.stringify(value)}`,
);
