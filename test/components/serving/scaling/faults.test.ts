import { itRejects } from "../../../support/serving/itRejects";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("scaling settings that cannot work", () => {
    itRejects([
        [{ ...detector, scaling: { min: 5, max: 4 } }, "scaling.min", "is 5: must not be greater than max (4)"],
        [
            { ...detector, scaling: { min: 0 } },
            "scaling.min",
            "is 0, and without pods no trigger would start the first one: add sqs or cron, or set it to 1",
        ],
        [
            { ...detector, scaling: { fallbackReplicas: 20 } },
            "scaling.fallbackReplicas",
            "is 20: must not be greater than max (10)",
        ],
        [
            { ...detector, scaling: { fallbackReplicas: 2, latencyP95Ms: false, queueDepth: false } },
            "scaling.fallbackReplicas",
            "needs requestsPerReplica, latencyP95Ms, queueDepth, gpuPercent, forecast, sqs or prometheus: " +
                "the autoscaler cannot fall back from CPU, memory or a schedule",
        ],
        [
            {
                ...detector,
                scaling: { cpuPercent: false, memoryPercent: false, latencyP95Ms: false, queueDepth: false },
            },
            "scaling",
            "has no trigger: keep at least one of cpuPercent, memoryPercent, latencyP95Ms, queueDepth, or set max to min",
        ],
        [
            {
                ...detector,
                batching: false,
                scaling: { cpuPercent: false, memoryPercent: false, latencyP95Ms: false },
            },
            "scaling",
            "has no trigger: keep at least one of cpuPercent, memoryPercent, latencyP95Ms, or set max to min",
        ],
        [
            {
                ...detector,
                accelerator: "t4",
                scaling: { gpuPercent: false, latencyP95Ms: false, queueDepth: false },
            },
            "scaling",
            "has no trigger: keep at least one of latencyP95Ms, queueDepth, gpuPercent, or set max to min",
        ],
    ]);
});
