import assert from "node:assert/strict";
import { networkAdmits, networkLetsOut } from "../../simulation/facts/network";
import { clusterObjects } from "../../simulation/facts/objects";
import { isKubernetesObject } from "../../simulation/output/manifests";
import { type KubeObject } from "../integration/cluster/types";
import { type FullStack, fullStacks } from "../integration/settings";
import { type Mutation, mutated, mutationScore, originalOf } from "../runtime/mutations";
import { simulateStack } from "../support/simulate";
import { networkMutations } from "./networkMutations";
import { closed, describePassage, open, type Passage } from "./passages";

async function objectsOf(stack: FullStack): Promise<readonly KubeObject[]> {
    const { resources } = await simulateStack(stack);
    return resources.filter(isKubernetesObject).map(({ inputs }) => inputs as unknown as KubeObject);
}

/** Those of the connections that the policies of both ends let through, as the report of a simulation computes it. */
function through(manifests: readonly KubeObject[], passages: readonly Passage[]): readonly string[] {
    const objects = clusterObjects(manifests);
    return passages
        .filter(
            ({ from, to, port }) => networkLetsOut(objects, from, to, port) && networkAdmits(objects, to, from, port),
        )
        .map(describePassage);
}

/** What each test asserts of some objects. */
const tests: Readonly<Record<string, (manifests: readonly KubeObject[]) => void>> = {
    "policies of the network let listed connections through": (manifests) =>
        assert.deepEqual(through(manifests, open), open.map(describePassage)),
    "policies of the network drop every other connection": (manifests) =>
        assert.deepEqual(through(manifests, closed), []),
};

for (const stack of fullStacks) {
    describe(`NetworkPolicies of ${stack}`, () => {
        for (const [title, holds] of Object.entries(tests)) {
            it(title, async () => holds(await objectsOf(stack)));
        }

        it("break these tests by every fault of a field that the list of faults has", async () => {
            const manifests = await objectsOf(stack);
            const results = new Map(networkMutations.map((mutation) => [mutation, isNoticed(manifests, mutation)]));
            const { length } = networkMutations;
            assert.equal(mutationScore(results), `mutations noticed: ${length} of ${length}`);
        });
    });
}

function isNoticed(manifests: readonly KubeObject[], mutation: Mutation): boolean {
    const original = originalOf(manifests, mutation);
    const changed = mutated(manifests, mutation);
    try {
        tests[mutation.breaks]?.(manifests.map((object) => (object === original ? changed : object)));
        return false;
    } catch {
        return true;
    }
}
