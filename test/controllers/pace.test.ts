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

    it("lets a ScaledJob look at its triggers more often, and its runs last as long as they do", () => {
        const jobTargetRef = { activeDeadlineSeconds: 3600 };
        assert.deepEqual(
            atPace({ apiVersion: "v", kind: "ScaledJob", metadata, spec: { pollingInterval: 30, jobTargetRef } })[
                "spec"
            ],
            { pollingInterval: 6, jobTargetRef },
        );
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

    it("lets no alert wait for longer than a quarter of an hour of a cluster", () => {
        const waits = (duration: string) =>
            atPace({
                ...{ apiVersion: "v", kind: "PrometheusRule", metadata },
                spec: { groups: [{ rules: [{ alert: "a", expr: "up", for: duration, keep_firing_for: "1h" }] }] },
            })["spec"];
        const shortened = (duration: string) => ({
            groups: [{ rules: [{ alert: "a", expr: "up", for: duration, keep_firing_for: "720s" }] }],
        });
        assert.deepEqual(waits("10m"), shortened("120s"));
        assert.deepEqual(waits("15m"), shortened("180s"));
        assert.deepEqual(waits("129m"), shortened("180s"));
    });

    it("divides how far back a query looks, in triggers, measurements and rules", () => {
        const trigger = { metadata: { query: "sum(a offset 10050m) or rate(b[5m])", threshold: "10" } };
        assert.deepEqual(
            atPace({ apiVersion: "v", kind: "ScaledObject", metadata, spec: { triggers: [trigger] } })["spec"],
            { triggers: [{ metadata: { query: "sum(a offset 120600s) or rate(b[60s])", threshold: "10" } }] },
        );
        const groups = [{ rules: [{ expr: "avg_over_time(a[15m] offset 1w) unless b offset 1d" }] }];
        assert.deepEqual(atPace({ apiVersion: "v", kind: "PrometheusRule", metadata, spec: { groups } })["spec"], {
            groups: [{ rules: [{ expr: "avg_over_time(a[180s] offset 120960s) unless b offset 17280s" }] }],
        });
    });

    it("does not let a duration through that it cannot read", () => {
        const spec = { podMetricsEndpoints: [{ interval: "1m30s" }] };
        assert.throws(() => atPace({ apiVersion: "v", kind: "PodMonitor", metadata, spec }), {
            message: '"1m30s" is not a duration that can be divided: use a whole number of s, m, h, d or w',
        });
    });

    it("makes a minute of a cluster twelve seconds", () => {
        assert.equal(paced(60), 12_000);
    });
});
