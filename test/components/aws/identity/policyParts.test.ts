import assert from "node:assert/strict";
import { statementsOf } from "../../../support/aws/iam";
import { forWorkload } from "../../../support/aws/identities";

describe("policies of a role", () => {
    it("fit into IAM's policies with up to 200 models of the longest names", async () => {
        for (const count of [1, 19, 20, 75, 200]) {
            const prefixes = Array.from({ length: count }, (_, i) => `models/${String(i).padStart(63, "m")}/`);
            // The simulated IAM refuses a policy that is too long.
            const run = await forWorkload(
                prefixes.map((prefix) => ({ kind: "read-objects" as const, store: "models" as const, prefix })),
            );
            const policies = [...run.all("aws:iam/rolePolicy:RolePolicy"), ...run.all("aws:iam/policy:Policy")];
            const statements = policies.flatMap((policy) => statementsOf(policy));
            const granted = (action: string) => statements.filter(({ Action }) => Action.includes(action));
            assert.deepEqual(
                granted("s3:GetObject").flatMap(({ Resource }) => Resource),
                prefixes.map((prefix) => `arn:aws:s3:::models-bucket/${prefix}*`),
            );
            assert.deepEqual(
                granted("s3:ListBucket").flatMap(({ Condition }) => Condition?.StringLike?.["s3:prefix"]),
                prefixes.map((prefix) => `${prefix}*`),
            );
            assert.equal(run.all("aws:iam/rolePolicy:RolePolicy").length, 1);
            assert.equal(
                run.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment").length,
                run.all("aws:iam/policy:Policy").length,
            );
            assert.equal(run.all("aws:iam/policy:Policy").length > 0, count > 20, `${count} models`);
            // Pods wait for every part of their permissions.
            const association = run.one("aws:eks/podIdentityAssociation:PodIdentityAssociation");
            assert.ok(run.all("aws:iam/policy:Policy").every((policy) => run.dependsOn(association, policy)));
        }
    });

    it("report grants that fit into no set of policies", async () => {
        const prefixes = Array.from({ length: 600 }, (_, i) => `models/${String(i).padStart(63, "m")}/`);
        await assert.rejects(
            forWorkload(prefixes.map((prefix) => ({ kind: "read-objects", store: "models", prefix }))),
            /"grants" need \d+ managed policies beside the inline one, and IAM takes 10: give the workload fewer or shorter prefixes, or spread its models over two workloads/,
        );
    });
});
