import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { loadTestCommand } from "../../cli/load-test/command";
import { captured, type Captured } from "../support/terminal";
import { applied } from "./apply";
import { accepted } from "./cluster/client";
import { type KubeObject, type V1Job } from "./cluster/types";
import { environment } from "./environment";
import { describeStacks } from "./suite";

const jobs = "/apis/batch/v1/namespaces/ml-testing/jobs";

describeStacks(
    "npm run load-test",
    async (stack) => {
        await applied(stack);
        return await environment(stack);
    },
    (prepared, stack) => {
        let before: string | undefined;

        beforeEach(() => {
            before = process.env.KUBECONFIG;
            process.env.KUBECONFIG = prepared().kubeconfig;
        });

        afterEach(() => {
            if (before === undefined) {
                delete process.env.KUBECONFIG;
            } else {
                process.env.KUBECONFIG = before;
            }
        });

        /** The command, on the test cluster and not on the stack's own. */
        async function run(...options: readonly string[]): Promise<Captured> {
            const { "current-context": context } = parse(readFileSync(prepared().kubeconfig, "utf8")) as {
                readonly "current-context": string;
            };
            const args = [stack, "load-test", "--context", context, ...options];
            return captured((terminal) => loadTestCommand([...args, "--even-in-production"], terminal));
        }

        const ofLoadTest = async () =>
            (await prepared().client.list<V1Job>(jobs)).filter(({ metadata }) =>
                metadata?.name?.startsWith("load-test-"),
            );

        it("starts one run of the stack's template, on pods that the scheduler places, and reports its end", async () => {
            const { code, out, err } = await run();
            assert.equal(err, "");
            // Simulated pods end at once and well.
            assert.equal(code, 0);
            assert.match(out, /^Started Job ml-testing\/load-test-\d{14}: \d+ users call [a-z-]+ for \d+ s\.\n/);
            assert.match(out, /load-test-\d{14}: every threshold holds in all \d+ pods\n$/);
            const [job, ...others] = await ofLoadTest();
            assert.deepEqual(others, []);
            const cronJob = await prepared().client.read({
                apiVersion: "batch/v1",
                kind: "CronJob",
                metadata: { name: "load-test", namespace: "ml-testing" },
            });
            const { jobTemplate } = cronJob?.spec as { jobTemplate: { spec: { completions: number } } };
            assert.equal(job?.status?.succeeded, jobTemplate.spec.completions);
        });

        it("starts no second run beside one that has not ended", async () => {
            const [job] = await ofLoadTest();
            // A copy that waits: nothing runs, and it has not ended.
            const name = "load-test-20260101000000";
            const waiting: KubeObject = {
                apiVersion: "batch/v1",
                kind: "Job",
                metadata: { name, namespace: "ml-testing", ownerReferences: job?.metadata?.ownerReferences },
                spec: {
                    suspend: true,
                    template: { spec: { restartPolicy: "Never", containers: [{ name: "k6", image: "k6" }] } },
                },
            };
            accepted(await prepared().client.create(waiting));
            try {
                const { code, err } = await run();
                assert.equal(code, 1);
                assert.equal(
                    err,
                    `load-test is running already, as Job ${name}: wait for its end, or stop it with kubectl -n ml-testing delete job ${name}\n`,
                );
            } finally {
                await prepared().client.delete(waiting);
            }
        });
    },
);
