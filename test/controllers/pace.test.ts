import assert from "node:assert/strict";
import { atPace, paced } from "./pace";

const metadata = { name: "x", namespace: "y" };

describe("the pace of the controllers tests", () => {
    it("divides every duration of an autoscaler, and nothing that is counted", () => {
        const spec = {
            pollingInterval: 30,
            cooldownPeriod: 300,
            maxReplicaCount: 20,
            fallback: { failureThreshold: 3, replicas: 2 },
            advanced: {
                horizontalPodAutoscalerConfig: {
                    behavior: {
                        scaleDown: {
                            stabilizationWindowSeconds: 300,
                            policies: [{ type: "Percent", value: 25, periodSeconds: 60 }],
                        },
                    },
                },
            },
        };
        assert.deepEqual(atPace({ apiVersion: "v", kind: "ScaledObject", metadata, spec })["spec"], {
            pollingInterval: 6,
            cooldownPeriod: 60,
            maxReplicaCount: 20,
            fallback: { failureThreshold: 3, replicas: 2 },
            advanced: {
                horizontalPodAutoscalerConfig: {
                    behavior: {
                        scaleDown: {
                            stabilizationWindowSeconds: 60,
                            policies: [{ type: "Percent", value: 25, periodSeconds: 12 }],
                        },
                    },
                },
            },
        });
    });

    it("divides pauses of a rollout, and leaves its pods' probes alone", () => {
        const template = { spec: { containers: [{ readinessProbe: { periodSeconds: 10 } }] } };
        const strategy = { canary: { steps: [{ setWeight: 10 }, { pause: { duration: "120s" } }, { pause: {} }] } };
        assert.deepEqual(atPace({ apiVersion: "v", kind: "Rollout", metadata, spec: { template, strategy } })["spec"], {
            template,
            strategy: { canary: { steps: [{ setWeight: 10 }, { pause: { duration: "24s" } }, { pause: {} }] } },
        });
    });

    it("divides the ranges of rules with the intervals at which they are scraped", () => {
        const groups = [
            { interval: "15s", rules: [{ record: "r", expr: "rate(a[5m]) / rate(b[1m]) > max_over_time(c[1h:5m])" }] },
        ];
        assert.deepEqual(atPace({ apiVersion: "v", kind: "PrometheusRule", metadata, spec: { groups } })["spec"], {
            groups: [
                {
                    interval: "3s",
                    rules: [{ record: "r", expr: "rate(a[60s]) / rate(b[12s]) > max_over_time(c[720s:60s])" }],
                },
            ],
        });
    });

    it("does not let a duration through that it cannot read", () => {
        const spec = { podMetricsEndpoints: [{ interval: "1m30s" }] };
        assert.throws(() => atPace({ apiVersion: "v", kind: "PodMonitor", metadata, spec }), {
            message: '"1m30s" is not a duration that can be divided: use a whole number of s, m, h or d',
        });
    });

    it("makes a minute of a cluster twelve seconds", () => {
        assert.equal(paced(60), 12_000);
    });
});
