import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("a ScaledObject", () => {
    it("goes up at once and down slowly", async () => {
        const { behavior } = spec(await render({ w: app }), "ScaledObject", "w").advanced.horizontalPodAutoscalerConfig;
        assert.deepEqual(behavior, {
            scaleUp: {
                stabilizationWindowSeconds: 60,
                selectPolicy: "Max",
                policies: [
                    { type: "Percent", value: 50, periodSeconds: 60 },
                    { type: "Pods", value: 2, periodSeconds: 60 },
                ],
            },
            scaleDown: {
                stabilizationWindowSeconds: 300,
                policies: [{ type: "Percent", value: 25, periodSeconds: 60 }],
            },
        });
    });

    it("tells idle from blind, and never falls back below what runs", async () => {
        const scaled = spec(await render({ w: { ...app, scaling: { fallbackReplicas: 4 } } }), "ScaledObject", "w");
        assert.deepEqual(scaled.fallback, { failureThreshold: 3, replicas: 4, behavior: "currentReplicasIfHigher" });
        const asked = scaled.triggers.filter((trigger: any) => trigger.type === "prometheus");
        assert.deepEqual(
            asked.map(({ name, metadata }: any) => [name, metadata.ignoreNullValues, metadata.query]),
            [
                [
                    "latency-p95",
                    "false",
                    'clamp_max(max(inference:latency_seconds:p95_1m{namespace="ml-production", workload="w"}), 0.75) ' +
                        'unless on () sum(inference:queue_depth{namespace="ml-production", workload="w"}) < 1 ' +
                        'or 0 * max(inference:measured_pods{namespace="ml-production", workload="w"})',
                ],
                [
                    "queue-depth",
                    "false",
                    'sum(inference:queue_depth{namespace="ml-production", workload="w"}) ' +
                        'or 0 * max(inference:measured_pods{namespace="ml-production", workload="w"})',
                ],
            ],
        );
    });

    it("takes queue, GPU, schedule and last week into account where asked", async () => {
        const scaling = {
            gpuPercent: 80,
            sqs: { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/work", length: 7 },
            cron: [{ timezone: "Europe/Berlin", start: "0 8 * * 1-5", end: "0 18 * * 1-5", replicas: 6 }],
            forecast: { requestsPerReplica: 40, aheadMinutes: 30 },
        };
        const run = await render({ w: { ...app, accelerator: "t4", scaling } });
        const { triggers } = spec(run, "ScaledObject", "w");
        const by = (name: string) => triggers.find((trigger: any) => trigger.name === name);
        assert.equal(by("gpu").metadata.threshold, "0.8");
        assert.deepEqual(by("sqs").metadata, {
            queueURL: scaling.sqs.queueUrl,
            queueLength: "7",
            awsRegion: "eu-west-1",
        });
        assert.deepEqual(spec(run, "TriggerAuthentication", by("sqs").authenticationRef.name), {
            podIdentity: { provider: "aws" },
        });
        assert.deepEqual(by("peak-0").metadata, {
            timezone: "Europe/Berlin",
            start: "0 8 * * 1-5",
            end: "0 18 * * 1-5",
            desiredReplicas: "6",
        });
        assert.match(by("forecast").metadata.query, / offset 10050m\) \* 1 or vector\(0\)$/);
    });

    it("leaves a fixed number alone: no autoscaler, and the number in the object", async () => {
        const run = await render({ w: { ...app, scaling: { min: 4, max: 4 } } });
        assert.equal(spec(run, "Deployment", "w").replicas, 4);
        assert.equal(
            run.resources.some(({ inputs }) => inputs.kind === "ScaledObject"),
            false,
        );
    });
});
