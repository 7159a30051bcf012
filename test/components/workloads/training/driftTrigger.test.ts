import assert from "node:assert/strict";
import { driftDue, driftTriggerRules } from "../../../../components/workloads/training/driftTrigger";
import { queryFaults } from "../../../support/promql";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-explicit-any -- rendered objects of many shapes */

const detector = { kind: "inference-service", image: "example.com/detector:1.0.0" };
const train = {
    kind: "training",
    image: "example.com/train:1.0.0",
    data: { path: "images/" },
    output: { model: "detector" },
    retraining: { drift: { workload: "detector" } },
};

describe("a training that drift starts", () => {
    it("is a ScaledJob with one run at a time, which asks Prometheus every five minutes whether one is due", async () => {
        const run = await render({ detector, train: { ...train, run: true } });
        assert.deepEqual(
            run.resources.filter(({ inputs }) => ["Job", "CronJob"].includes(String(inputs.kind))),
            [],
        );
        const { jobTargetRef, ...settings } = spec(run, "ScaledJob", "train");
        const { serverAddress } = settings.triggers[0].metadata as { serverAddress: string };
        assert.deepEqual(settings, {
            pollingInterval: 300,
            maxReplicaCount: 1,
            triggers: [
                {
                    type: "prometheus",
                    name: "drift",
                    metadata: {
                        serverAddress,
                        query: 'max(training:drift_due{namespace="ml-training", workload="train"})',
                        threshold: "1",
                        ignoreNullValues: "false",
                    },
                },
            ],
            successfulJobsHistoryLimit: 3,
            failedJobsHistoryLimit: 3,
            rollout: { strategy: "gradual" },
            scalingStrategy: { strategy: "default" },
        });
        assert.match(serverAddress, /^http:\/\/.+:9090/);
        assert.deepEqual(
            [
                jobTargetRef.completions,
                jobTargetRef.backoffLimit,
                jobTargetRef.suspend,
                jobTargetRef.podReplacementPolicy,
            ],
            [1, 3, undefined, "Failed"],
        );
    });

    it("waits until the stack file starts it, and says on each run what has", async () => {
        const annotations = async (changes: object) => {
            const run = await render({ detector, train: { ...train, ...changes } });
            return (run.object("ScaledJob", "train").inputs.metadata as any).annotations;
        };
        const startedBy = { "inference-platform/started-by": "InferencePredictionDrift of detector" };
        assert.deepEqual(await annotations({}), { ...startedBy, "autoscaling.keda.sh/paused": "true" });
        assert.deepEqual(await annotations({ run: true }), startedBy);
    });

    it("keeps the number of a run where its pods find it, below its own checkpoints", async () => {
        const run = await render({ detector, train });
        const { initContainers } = spec(run, "ScaledJob", "train").jobTargetRef.template.spec;
        for (const { name, env } of initContainers) {
            const values = Object.fromEntries(env.map((each: any) => [each.name, each.value]));
            assert.equal(values["NUMBERS_PREFIX"], "checkpoints/train/detector/numbers/", name);
            assert.ok("JOB_NAME" in values && !("MODEL_VERSION" in values), name);
        }
    });

    it("alerts about its runs, and records when they began with what the catalogue has", async () => {
        const run = await render({ detector, train });
        const rules = run.resources.filter(({ inputs }) => inputs.kind === "PrometheusRule");
        assert.match(JSON.stringify(rules), /kube_job_owner\{[^}]*owner_name=[^}]*train/);
        const own = { namespace: "ml-training", name: "train" };
        const [first] = (spec(run, "PrometheusRule", "train-drift") as { groups: unknown[] }).groups;
        const group = driftTriggerRules(own, { workload: "detector", days: 7 });
        assert.deepEqual(first, JSON.parse(JSON.stringify(group)));
        const queries = (group.rules ?? []).map(({ expr }) => String(expr));
        for (const query of [...queries, driftDue(own)]) {
            assert.deepEqual(queryFaults(query), [], query);
        }
    });

    it("has none of it on a schedule", async () => {
        const run = await render({ detector, train: { ...train, retraining: { schedule: "0 3 * * 0" } } });
        const { initContainers } = spec(run, "CronJob", "train").jobTemplate.spec.template.spec;
        assert.doesNotMatch(JSON.stringify(initContainers), /NUMBERS_PREFIX/);
        const rules = run.resources.filter(({ inputs }) => inputs.kind === "PrometheusRule");
        assert.doesNotMatch(JSON.stringify(rules), /training:/);
        assert.equal(run.resources.filter(({ inputs }) => inputs.kind === "ScaledJob").length, 0);
    });
});
