import assert from "node:assert/strict";
import { networkAdmits, networkLetsOut } from "../../simulation/facts/network";
import { type ClusterObject, clusterObjects } from "../../simulation/facts/objects";
import { type FullStack, fullStacks } from "../integration/settings";
import { type KubeObject } from "../integration/cluster/types";
import { isKubernetesObject } from "../../simulation/output/manifests";
import { describeMutation, mutated } from "../runtime/mutations";
import { simulateStack } from "../support/simulate";
import { additions } from "./additions";
import { networkMutations } from "./networkMutations";
import { closed, describePassage, open, type Passage } from "./passages";

/** What is computed is about pods: which addresses lie in a block is known of none of them. */
const betweenPods = ({ to }: Passage): boolean => typeof to !== "string";

function isOpen(objects: readonly ClusterObject[], { from, to, port }: Passage): boolean {
    return typeof to !== "string" && networkLetsOut(objects, from, to, port) && networkAdmits(objects, to, from, port);
}

/** Connections that are open and should not be, or the other way round. */
function wrong(manifests: readonly KubeObject[]): readonly string[] {
    const objects = clusterObjects(manifests);
    return [
        ...open.filter(betweenPods).filter((passage) => !isOpen(objects, passage)),
        ...closed.filter(betweenPods).filter((passage) => isOpen(objects, passage)),
    ].map(describePassage);
}

async function objectsOf(stack: FullStack): Promise<readonly KubeObject[]> {
    const { resources } = await simulateStack(stack, additions);
    return resources.filter(isKubernetesObject).map(({ inputs }) => inputs as unknown as KubeObject);
}

describe("the connections that the network must let through or drop", () => {
    for (const stack of fullStacks) {
        it(`are computed so from the policies of ${stack}`, async () => {
            assert.deepEqual(wrong(await objectsOf(stack)), []);
        });
    }

    it("are computed otherwise for every fault of a policy, but those about hosts outside", async () => {
        const manifests = await objectsOf("dev");
        const same = networkMutations.filter((mutation) => {
            const changed = mutated(manifests, mutation);
            const isIt = ({ kind, metadata }: KubeObject): boolean =>
                kind === changed.kind && metadata.name === mutation.name && metadata.namespace === mutation.namespace;
            return wrong(manifests.map((object) => (isIt(object) ? changed : object))).length === 0;
        });
        assert.deepEqual(same.map(describeMutation), [
            "NetworkPolicy ml-production/anomaly-detection: spec.egress changed",
            "NetworkPolicy ml-production/anomaly-detection: spec.egress changed",
            "NetworkPolicy ml-production/anomaly-detection: spec.egress changed",
            "NetworkPolicy ml-production/anomaly-detection: spec.egress changed",
            "NetworkPolicy ml-production/object-detection-client.calls.object-detection: spec.egress.0.to removed",
        ]);
    });
});
