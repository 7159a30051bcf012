import assert from "node:assert/strict";
import { faultsOf, render, spec } from "../../../support/serving/render";
import { simulateStack, type Simulated } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

describe("model-backup of the production stack", () => {
    let stack: Simulated;

    before(async () => {
        stack = await simulateStack("prod");
    });

    const grants = (role: string) =>
        stack.resources
            .filter(({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === role)
            .flatMap(({ inputs }) => JSON.parse(inputs.policy as string).Statement)
            .filter(({ Action }: any) => [Action].flat().some((action: string) => action.endsWith("Object")))
            .map(({ Action, Resource }: any) => [
                [Action].flat().includes("s3:PutObject") ? "add" : "read",
                [Action].flat().includes("s3:DeleteObject"),
                ...[Resource].flat().map((arn: string) => arn.replace(/^.*-(models|backups)(-[^/]*)?\//, "$1: ")),
            ]);

    it("runs at two every night, one run at a time, with retries that interruptions do not use up", () => {
        const { schedule, timeZone, concurrencyPolicy, suspend, jobTemplate } = spec(stack, "CronJob", "model-backup");
        assert.deepEqual([schedule, timeZone, concurrencyPolicy, suspend], ["0 2 * * *", "Etc/UTC", "Forbid", false]);
        assert.equal(jobTemplate.spec.backoffLimit, 3);
        assert.equal(jobTemplate.spec.podFailurePolicy.rules[0].action, "Ignore");
        const [container] = jobTemplate.spec.template.spec.containers;
        assert.deepEqual(container.args, ["backup"]);
    });

    it("reads models, adds backups, and deletes nothing; the restore does it the other way round", () => {
        assert.deepEqual(grants("model-backup").sort(), [
            ["add", false, "backups: models/*"],
            ["read", false, "models: models/*"],
        ]);
        assert.deepEqual(grants("model-backup-restore").sort(), [
            ["add", false, "models: models/*"],
            ["read", false, "backups: models/*"],
        ]);
    });

    it("has a template that restores and never starts by itself", () => {
        const { suspend, jobTemplate } = spec(stack, "CronJob", "model-backup-restore");
        assert.equal(suspend, true);
        const [container] = jobTemplate.spec.template.spec.containers;
        assert.deepEqual(container.args, ["restore"]);
    });
});

describe("a model backup", () => {
    it("reaches the two buckets and nothing else", async () => {
        const run = await render({ backup: { kind: "model-backup" } });
        const hosts = run.resources
            .filter(({ inputs }) => inputs.kind === "ServiceEntry")
            .flatMap(({ inputs }) => (inputs.spec as any).hosts);
        assert.deepEqual(hosts.sort(), [
            "s3.us-west-2.amazonaws.com",
            "test-backups.s3.us-west-2.amazonaws.com",
            "test-models.s3.us-west-2.amazonaws.com",
        ]);
    });

    it("leaves the name of its restore free", () => {
        assert.deepEqual(faultsOf({ b: { kind: "model-backup" }, "b-restore": { kind: "model-backup" } }), [
            {
                path: "workloads.b",
                reason: 'makes objects named "b-restore", and so does that workload: rename one of them',
            },
        ]);
    });
});
