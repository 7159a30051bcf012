import assert from "node:assert/strict";
import { Operation } from "../../../simulation/engine/operation";
import { describeStacks } from "../suite";
import { type Edit, RehearsedStack } from "./rehearsedStack";

/** What docs/teardown.md opens before a teardown that keeps the models. */
const opened: Edit = { set: ["cluster.deletionProtection=false"] };
const openedDatabase = "dataStores.postgres.deletionProtection=false";

/** Everything that production may keep: buckets with their settings, replication and its alarms, keys. */
const kept: readonly RegExp[] = [
    /^aws:s3\/bucket/,
    /^aws:kms\/(key|alias):/,
    // The role that S3 replicates under.
    /^aws:iam\/role(Policy)?:/,
    /^aws:cloudwatch\/metricAlarm:/,
];

describeStacks(
    "a teardown that keeps the models",
    async (name) => {
        const edit = name === "prod" ? { set: [...(opened.set ?? []), openedDatabase] } : opened;
        const stack = await RehearsedStack.start(name);
        assert.deepEqual((await stack.run(Operation.Up, {}, edit)).errors, []);
        assert.deepEqual((await stack.run(Operation.Destroy, { excludeProtected: true }, edit)).errors, []);
        return stack;
    },
    (stack, name) => {
        after(() => stack().close());

        it("leaves what docs/teardown.md lists and nothing else", () => {
            const left = stack().cloud.inventory.all();
            assert.equal(left.length > 0, name === "prod");
            const unlisted = left.filter(({ type }) => !kept.some((pattern) => pattern.test(type)));
            assert.deepEqual(
                unlisted.map(({ urn }) => urn),
                [],
            );
            const roles = left
                .filter(({ type }) => type === "aws:iam/role:Role")
                .map(({ urn }) => urn.split("::").at(-1));
            assert.deepEqual(roles, name === "prod" ? ["models-replication"] : []);
        });
    },
);
