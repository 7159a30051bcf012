import assert from "node:assert/strict";
import { Operation } from "../../../simulation/engine/operation";
import { loadProgram } from "../../../simulation/in-process/program";
import { findingsOf } from "../../../simulation/rehearse/findings";
import { simulate } from "../../../simulation/in-process/simulate";
import { describeStacks } from "../suite";
import { configOf, type Edit, policyPack, RehearsedStack } from "./rehearsedStack";

const silent: Edit = { set: ["cluster.logs=[]"] };

describeStacks(
    "a stack file that breaks a mandatory policy",
    (name) => RehearsedStack.start(name),
    (stack, name) => {
        after(() => stack().close());

        it("is refused by the engine, for the reasons that the simulation gives", async () => {
            const simulation = await simulate(loadProgram(), { stack: name, ...configOf(name, silent) });
            const expected = simulation.judgement.violations.map(
                ({ policy, urn, level }) => `${level} ${policy} ${urn}`,
            );
            assert.ok(expected.some((line) => line.startsWith("mandatory aws-eks-logs ")));

            const result = await stack().run(Operation.Preview, { policyPack }, silent);
            assert.equal(result.ok, false);
            const { violations } = findingsOf(result.policy);
            assert.deepEqual(
                violations.map(({ policy, urn, level }) => `${level} ${policy} ${urn ?? ""}`).sort(),
                expected.sort(),
            );
            assert.deepEqual(stack().cloud.inventory.all(), []);
        });
    },
);
