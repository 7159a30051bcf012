import assert from "node:assert/strict";
import { isRunning, jobFrom, verdictOf } from "../../../cli/load-test/run";

const template = {
    metadata: { name: "load", namespace: "ml-testing", uid: "u-1" },
    spec: {
        schedule: "0 0 31 2 *",
        jobTemplate: { metadata: { labels: { app: "load" } }, spec: { parallelism: 3, template: {} } },
    },
};
const ended = (type: string, more: object = {}) => ({
    status: {
        succeeded: type === "Complete" ? 3 : 0,
        conditions: [{ type, status: "True", ...more }],
    },
});
const pod = (exitCode: number) => ({
    status: { containerStatuses: [{ name: "k6", state: { terminated: { exitCode } } }] },
});

describe("a run of a load test", () => {
    it("is the Job that the CronJob's controller would start, owned by it", () => {
        assert.deepEqual(jobFrom(template as never, "load-1"), {
            apiVersion: "batch/v1",
            kind: "Job",
            metadata: {
                name: "load-1",
                namespace: "ml-testing",
                labels: { app: "load" },
                annotations: { "cronjob.kubernetes.io/instantiate": "manual" },
                ownerReferences: [
                    { apiVersion: "batch/v1", kind: "CronJob", name: "load", uid: "u-1", controller: true },
                ],
            },
            spec: template.spec.jobTemplate.spec,
        });
    });

    it("runs until its Job is complete or has failed, and belongs to one CronJob", () => {
        const job = jobFrom(template, "load-1");
        assert.equal(isRunning(job, "load"), true);
        assert.equal(isRunning(job, "other"), false);
        assert.equal(isRunning({ ...job, ...ended("Complete") }, "load"), false);
        assert.equal(isRunning({ ...job, ...ended("Failed") }, "load"), false);
    });

    it("tells a threshold that does not hold from a run that broke", () => {
        assert.deepEqual(verdictOf(ended("Complete") as never, []), {
            state: "held",
            text: "every threshold holds in all 3 pods",
        });
        assert.equal(verdictOf(ended("Failed") as never, [pod(0), pod(99)] as never).state, "not-held");
        assert.deepEqual(
            verdictOf(ended("Failed", { message: "the deadline has passed" }) as never, [pod(107)] as never),
            {
                state: "broken",
                text: "the run failed: the deadline has passed",
            },
        );
        assert.deepEqual(verdictOf({ status: { active: 3, ready: 2 } }, []), {
            state: "running",
            text: "3 pods, 2 of them ready, 0 done, 0 failed",
        });
    });
});
