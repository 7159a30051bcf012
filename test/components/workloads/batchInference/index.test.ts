import assert from "node:assert/strict";
import { batchInference } from "../../../../components/workloads/batchInference";
import { itRejects } from "../../../support/serving/itRejects";
import { loadWorkloads, render, spec } from "../../../support/serving/render";
import { simulateStack, type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const score = {
    kind: "batch-inference",
    image: "example.com/score:1.0.0",
    input: { path: "texts/" },
    output: { path: "scores/" },
};

describe("batch-inference of the production stack", () => {
    let cron: any;
    let pod: any;
    let stack: Simulated;

    before(async () => {
        stack = await simulateStack("prod");
        cron = spec(stack, "CronJob", "batch-inference");
        pod = cron.jobTemplate.spec.template.spec;
    });

    it("runs every six hours, one run at a time, and keeps the last ones", () => {
        const { schedule, timeZone, concurrencyPolicy, suspend, startingDeadlineSeconds } = cron;
        assert.deepEqual(
            { schedule, timeZone, concurrencyPolicy, suspend, startingDeadlineSeconds },
            {
                schedule: "0 */6 * * *",
                timeZone: "Etc/UTC",
                concurrencyPolicy: "Forbid",
                suspend: false,
                startingDeadlineSeconds: 600,
            },
        );
        assert.deepEqual([cron.successfulJobsHistoryLimit, cron.failedJobsHistoryLimit], [3, 3]);
    });

    it("divides the inputs among ten pods, each with its own retries, and ends before the next run", () => {
        const { completions, parallelism, completionMode, backoffLimitPerIndex, activeDeadlineSeconds } =
            cron.jobTemplate.spec;
        assert.deepEqual(
            { completions, parallelism, completionMode, backoffLimitPerIndex, activeDeadlineSeconds },
            {
                completions: 10,
                parallelism: 10,
                completionMode: "Indexed",
                backoffLimitPerIndex: 3,
                activeDeadlineSeconds: 21_000,
            },
        );
        const [rule] = cron.jobTemplate.spec.podFailurePolicy.rules;
        assert.equal(rule.action, "Ignore");
        const [plan, keep] = pod.initContainers.slice(-2);
        assert.deepEqual([plan.name, keep.name, keep.restartPolicy], ["plan", "keep", "Always"]);
        const env = Object.fromEntries(plan.env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
        assert.equal(env.SHARD_COUNT, "10");
        assert.deepEqual(env.JOB_NAME, {
            fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" },
        });
    });

    it("runs on one GPU with 2 CPU and 8Gi, and puts a thousand predictions together", () => {
        const [main] = pod.containers;
        const { requests } = main.resources;
        assert.deepEqual([requests.cpu, requests.memory, requests["nvidia.com/gpu"]], ["2", "8Gi", "1"]);
        assert.equal(main.env.find(({ name }: any) => name === "BATCH_SIZE").value, "1000");
        assert.deepEqual(main.command, ["sh", "/opt/job/run.sh", "python", "infer.py"]);
        assert.deepEqual(main.args, [
            "--input-path=/input",
            "--input-list=/var/run/handover/inputs",
            "--output-path=/output",
        ]);
        assert.equal(pod.priorityClassName, "batch-workload-priority");
    });

    it("reads its inputs and model, adds results, and deletes nothing", () => {
        const statements = stack.resources
            .filter(({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name.startsWith("batch-inference"))
            .flatMap(({ inputs }) => JSON.parse(inputs.policy as string).Statement)
            .filter(({ Action }: any) => [Action].flat().some((action: string) => action.endsWith("Object")));
        const objects = statements.map(({ Action, Resource }: any) => [
            [Action].flat().join(),
            ...[Resource].flat().map((arn: string) => arn.replace(/^[^/]+\//, "")),
        ]);
        assert.deepEqual(objects.sort(), [
            ["s3:GetObject", "batch/input/*"],
            ["s3:GetObject", "models/ai-inference/*"],
            ["s3:GetObject,s3:PutObject,s3:AbortMultipartUpload", "batch/output/*"],
        ]);
    });
});

describe("batch inference", () => {
    it("changes its CronJob in place: its name holds no hash", async () => {
        const run = await render({ score: { ...score, completions: 3 } });
        assert.equal(spec(run, "CronJob", "score").jobTemplate.spec.completions, 3);
    });

    const url = "https://sqs.us-west-2.amazonaws.com/111122223333/texts";

    describe("that messages start", () => {
        let run: Simulated;
        let scaled: any;
        let pod: any;

        before(async () => {
            run = await render({ score: { ...score, queue: { url }, parallelism: 7 } });
            scaled = spec(run, "ScaledJob", "score");
            pod = scaled.jobTargetRef.template.spec;
        });

        it("runs one pod for every ten messages, at most `parallelism`, and none on a schedule", () => {
            const { completions, parallelism, completionMode } = scaled.jobTargetRef;
            assert.deepEqual([completions, parallelism, completionMode], [1, 1, undefined]);
            assert.equal(scaled.maxReplicaCount, 7);
            const [trigger] = scaled.triggers;
            assert.deepEqual(trigger.metadata, { queueURL: url, queueLength: "10", awsRegion: "us-west-2" });
            assert.equal(
                run.object("TriggerAuthentication", trigger.authenticationRef.name).inputs.kind,
                "TriggerAuthentication",
            );
            assert.ok(run.resources.every(({ inputs }) => inputs.kind !== "CronJob"));
        });

        it("lets runs that have begun end when the stack changes, with the retries and history of a schedule", () => {
            assert.deepEqual(scaled.rollout, { strategy: "gradual" });
            const { backoffLimit, activeDeadlineSeconds, podFailurePolicy } = scaled.jobTargetRef;
            assert.deepEqual(
                [backoffLimit, activeDeadlineSeconds, podFailurePolicy.rules[0].action],
                [3, 21_000, "Ignore"],
            );
            assert.deepEqual([scaled.successfulJobsHistoryLimit, scaled.failedJobsHistoryLimit], [3, 3]);
        });

        it("takes its messages with the script for queues", () => {
            const [plan, keep] = pod.initContainers.slice(-2);
            assert.deepEqual(plan.command, ["bash", "/opt/job/queue-store.sh"]);
            assert.deepEqual(keep.command, plan.command);
            const env = Object.fromEntries(plan.env.map(({ name, value }: any) => [name, value]));
            assert.deepEqual([env.QUEUE_URL, env.MESSAGES, env.VISIBILITY_SECONDS], [url, "10", "600"]);
            assert.equal(env.SHARD_COUNT, undefined);
        });

        it("may take and delete messages of its queue, and KEDA may see its length", () => {
            const { access } = run.resources.find(({ type }) => type === "test:cloud:WorkloadIdentity")?.inputs as any;
            assert.deepEqual(
                access.filter(({ queue }: any) => queue !== undefined),
                [{ kind: "consume-queue", queue: "arn:aws:sqs:us-west-2:111122223333:texts" }],
            );
            assert.deepEqual(
                batchInference.queues?.(loadWorkloads({ score: { ...score, queue: { url } } }).workloads.score!),
                [url],
            );
        });

        it("connects to the queue, and to nothing else but its buckets", () => {
            const hosts = run.resources
                .filter(({ inputs }) => inputs.kind === "ServiceEntry")
                .flatMap(({ inputs }) => (inputs.spec as any).hosts);
            assert.ok(hosts.includes("sqs.us-west-2.amazonaws.com"), hosts.join());
        });

        it("waits while it is suspended", async () => {
            const waiting = await render({ score: { ...score, queue: { url }, suspend: true } });
            const { metadata } = waiting.object("ScaledJob", "score").inputs as any;
            assert.equal(metadata.annotations["autoscaling.keda.sh/paused"], "true");
            assert.equal((run.object("ScaledJob", "score").inputs.metadata as any).annotations, undefined);
        });

        it("asks nodes for as many pods as may run at a time", () => {
            const [demand] = batchInference.demands(
                "score",
                loadWorkloads({ score: { ...score, queue: { url }, parallelism: 40 } }).workloads.score!,
            );
            assert.equal(demand?.jobPods, 40);
        });
    });

    const unused = 'is for runs on a schedule, and "queue" starts a run when messages wait: leave it out';
    itRejects([
        [{ ...score, queue: { url }, schedule: "0 1 * * *" }, "schedule", unused],
        [{ ...score, queue: { url }, completions: 3 }, "completions", unused],
        [{ ...score, queue: { url }, startingDeadlineSeconds: 60 }, "startingDeadlineSeconds", unused],
        [
            { ...score, queue: { url }, access: { queues: [{ url, use: "receive" }] } },
            "access.queues",
            'lists the queue of "queue", which the pods may read anyway: leave it out',
        ],
        [
            { ...score, queue: { url }, deadlineSeconds: 50_000 },
            "deadlineSeconds",
            'is 50000: must be at most 43200 with "queue", the longest that SQS keeps a message for one pod',
        ],
        [{ ...score, queue: { url: "texts" } }, "queue.url", 'is "texts": must be the URL of an SQS queue'],
        [{ ...score, schedule: "0 25 * * *" }, "schedule", 'is "0 25 * * *": must have the hour from 0 to 23'],
        [{ ...score, output: { path: "../x/" } }, "output.path", 'is "../x/": must not climb out of the store'],
        [{ ...score, env: { BATCH_SIZE: "1" } }, "env.BATCH_SIZE", "is set by the platform: choose another name"],
    ]);
});
