import { accepted, type KubeClient, refusal, type Reply } from "./cluster/client";
import { installCrds } from "./cluster/crds";
import { describeObject, type KubeObject } from "./cluster/types";
import { defaultAccount, environment } from "./environment";
import { noteNotChecked } from "./notes";
import { type StackName } from "./settings";

/** An object of the stack and what the API server said to it. */
export interface AppliedObject {
    readonly object: KubeObject;
    readonly reply: Reply;
}

/** What must be there before anything else of its namespace or of the cluster; everything else follows in one go. */
const firstKinds = [
    "Namespace",
    "PriorityClass",
    "StorageClass",
    "ServiceAccount",
    "ResourceQuota",
    "LimitRange",
    "ConfigMap",
    "Secret",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Service",
];

const stacks = new Map<StackName, Promise<readonly AppliedObject[]>>();

/** Applies everything the stack renders to its control plane, once for all tests. Refusals are part of the result. */
export function applied(stack: StackName): Promise<readonly AppliedObject[]> {
    const known = stacks.get(stack) ?? applyStack(stack);
    stacks.set(stack, known);
    return known;
}

async function applyStack(stack: StackName): Promise<readonly AppliedObject[]> {
    const { client, rendered } = await environment(stack);
    return await applyRendered(client, rendered.manifests);
}

/** Applies everything of a stack, its own definitions and namespaces first. */
async function applyRendered(client: KubeClient, objects: readonly KubeObject[]): Promise<AppliedObject[]> {
    await installCrds(
        client,
        objects.filter(({ kind }) => kind === "CustomResourceDefinition"),
    );
    await prepareNamespaces(client, objects);
    return await applyAll(client, objects);
}

/** Applies objects in an order that a person would choose, and leaves out kinds that the API server does not have. */
export async function applyAll(client: KubeClient, objects: readonly KubeObject[]): Promise<AppliedObject[]> {
    const results: AppliedObject[] = [];
    const known: KubeObject[] = [];
    for (const object of objects) {
        if (await client.knows(object)) {
            known.push(object);
        } else {
            noteNotChecked(`${describeObject(object)}: no CRD for ${object.apiVersion}`);
        }
    }
    const rank = ({ kind }: KubeObject): number =>
        firstKinds.includes(kind) ? firstKinds.indexOf(kind) : firstKinds.length;
    for (const kind of [...firstKinds.keys(), firstKinds.length]) {
        const batch = known.filter((object) => rank(object) === kind);
        results.push(
            ...(await Promise.all(batch.map(async (object) => ({ object, reply: await client.apply(object) })))),
        );
    }
    return results;
}

/**
 * Creates the namespaces that objects live in but no object declares (Helm makes them), and waits for every namespace's default
 * ServiceAccount, without which no pod is admitted.
 */
export async function prepareNamespaces(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
    const declared = objects.filter(({ kind, apiVersion }) => kind === "Namespace" && apiVersion === "v1");
    const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
    for (const { metadata } of declared) {
        used.add(metadata.name);
    }
    for (const name of used) {
        const namespace = declared.find(({ metadata }) => metadata.name === name) ?? {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name },
        };
        accepted(await client.apply(namespace));
        await defaultAccount(client, name);
    }
}

/** Objects the API server refused, with its reasons. */
export function refusals(results: readonly AppliedObject[]): string[] {
    return results
        .filter(({ reply }) => reply.status >= 300)
        .map(({ object, reply }) => `${describeObject(object)}: ${refusal(reply)}`);
}
