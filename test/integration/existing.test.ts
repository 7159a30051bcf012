import assert from "node:assert/strict";
import { type AppliedObject, refusals } from "./apply";
import { type KubeClient } from "./cluster/client";
import { describeObject, type KubeObject } from "./cluster/types";
import { createOwnNamespaces, plainCluster } from "./environment";
import { noteNotChecked } from "./notes";
import { render } from "./rendered";
import { runPrefix, type StackName } from "./settings";
import { describeStacks } from "./suite";

/** Labels that bring a mesh's webhook into play, which may refuse a dry run. */
const injectionLabels = ["istio-injection", "istio.io/rev"];

describeStacks(
    "an existing cluster",
    async (stack) => await dryRun(await plainCluster(), stack),
    (prepared) => {
        it("accepts every object by server-side apply with strict field validation, as a dry run", () => {
            assert.ok(prepared().length > 0, "the stack renders objects");
            assert.deepEqual(refusals(prepared()), []);
        });
    },
);

/** Asks the cluster about every object, each moved to a namespace of ours; nothing but these namespaces is stored. */
async function dryRun(client: KubeClient, stack: StackName): Promise<AppliedObject[]> {
    const objects = (await render(stack)).manifests;
    const own = (namespace: string): string => `${runPrefix}-${stack}-${namespace}`;
    const used = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))];
    const declared = (name: string): KubeObject | undefined =>
        objects.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === name);
    await createOwnNamespaces(
        used.map((name) => ({
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: own(name), labels: withoutInjection(declared(name)?.metadata.labels) },
        })),
    );
    const results: AppliedObject[] = [];
    for (const object of objects) {
        if (!(await client.knows(object))) {
            noteNotChecked(`${describeObject(object)}: the cluster has no ${object.apiVersion} ${object.kind}`);
            continue;
        }
        const { namespace } = object.metadata;
        const moved =
            namespace === undefined
                ? object
                : { ...object, metadata: { ...object.metadata, namespace: own(namespace) } };
        results.push({ object, reply: await client.apply(moved, { dryRun: true }) });
    }
    return results;
}

function withoutInjection(labels: Readonly<Record<string, string>> = {}): Record<string, string> {
    return Object.fromEntries(Object.entries(labels).filter(([key]) => !injectionLabels.includes(key)));
}
