import assert from "node:assert/strict";
import { applied, refusals } from "./apply";
import { accepted, type KubeClient } from "./cluster/client";
import { describeObject, type KubeObject } from "./cluster/types";
import { environment } from "./environment";
import { noteNotChecked } from "./notes";
import { stackNames } from "./settings";
import { describeEach } from "./suite";
import { eventually } from "./wait";

/**
 * Warnings that are meant, by namespace: what its pods need is allowed by `enforce` and shown by `warn`, which stays
 * restricted so that nothing else slips in.
 */
const intendedWarnings: Readonly<Record<string, RegExp>> = {
    // Models lie on the edge node's own disk.
    "edge-computing":
        /^would violate PodSecurity "restricted:[^"]+": restricted volume types \([^)]*type "hostPath"\)$/,
};

describeEach(
    stackNames,
    "accepted objects",
    async (stack) => ({ results: await applied(stack), ...(await environment(stack)) }),
    (prepared) => {
        it("accepts every object by server-side apply with strict field validation", () => {
            const { results, rendered } = prepared();
            assert.ok(results.length > 0, "the stack renders objects");
            assert.deepEqual(refusals(results), []);
            const releases = rendered.resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
            if (releases.length > 0) {
                noteNotChecked(`the objects of ${releases.length} Helm releases, except Istio's`);
            }
        });

        it("warns of nothing that is not meant", () => {
            const warnings = prepared().results.flatMap(({ object, reply }) =>
                reply.warnings
                    .filter((text) => !intendedWarnings[object.metadata.namespace ?? ""]?.test(text))
                    .map((text) => `${describeObject(object)}: ${text}`),
            );
            assert.deepEqual(warnings, []);
        });

        it("changes nothing when everything is applied a second time", async () => {
            const { client, results } = prepared();
            const first = results.filter(({ reply }) => reply.status < 300);
            await Promise.all(first.map(async ({ object }) => await changesNothing(client, object)));
        });
    },
);

/** Applies an object that is there already. @throws AssertionError when that changes any field, of whoever wrote it */
async function changesNothing(client: KubeClient, object: KubeObject): Promise<void> {
    await eventually(`${describeObject(object)} applied as it was read`, async () => {
        const before = await client.read(object);
        const resourceVersion = before?.metadata.resourceVersion;
        const reply = await client.apply({ ...object, metadata: { ...object.metadata, resourceVersion } });
        // A controller has written to it in between.
        if (reply.status === 409) {
            return false;
        }
        assert.deepEqual(withoutVersion(accepted(reply).body), withoutVersion(before), describeObject(object));
        return true;
    });
}

/** The server writes some kinds (PersistentVolumeClaims) again although no field changes. */
function withoutVersion(object: KubeObject | undefined): unknown {
    return { ...object, metadata: { ...object?.metadata, resourceVersion: undefined } };
}
