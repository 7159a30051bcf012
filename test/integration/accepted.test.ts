import assert from "node:assert/strict";
import { applied, applyAll, refusals } from "./apply";
import { describeObject, type KubeObject } from "./cluster/types";
import { environment } from "./environment";
import { noteNotChecked } from "./notes";
import { stackNames } from "./settings";
import { describeEach } from "./suite";

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
            const first = results.filter(({ reply }) => reply.status < 300).map(({ object }) => object);
            const before = new Map<string, unknown>();
            for (const object of first) {
                before.set(describeObject(object), declared(await client.read(object)));
            }
            for (const { object, reply } of await applyAll(client, first)) {
                assert.deepEqual(declared(reply.body), before.get(describeObject(object)), describeObject(object));
            }
        });
    },
);

/** An object without what the server and its controllers write while it lives. */
function declared(object: KubeObject | undefined): unknown {
    if (object === undefined) {
        return undefined;
    }
    const { status: _status, metadata, ...rest } = object;
    const { managedFields: _managed, resourceVersion: _version, annotations, ...identity } = metadata;
    return { ...rest, metadata: { ...identity, annotations: withoutRevision(annotations) } };
}

/** The Deployment controller numbers its ReplicaSets in an annotation, some time after the first apply. */
function withoutRevision(annotations: Readonly<Record<string, string>> = {}): Record<string, string> {
    return Object.fromEntries(
        Object.entries(annotations).filter(([key]) => key !== "deployment.kubernetes.io/revision"),
    );
}
