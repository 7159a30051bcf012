import { accepted, KubeClient } from "./cluster/client";
import { connectionOfContext } from "./cluster/connection";
import { type ControlPlane, startControlPlane } from "./cluster/controlPlane";
import { installCrds, loadCrds, specOf } from "./cluster/crds";
import { type KubeObject, type V1Node } from "./cluster/types";
import { kindNode, kindObjects } from "./kind";
import { simulatedNodes } from "./nodes";
import { noteNotChecked } from "./notes";
import { render, type RenderedStack } from "./rendered";
import { settings, type StackName } from "./settings";
import { eventually } from "./wait";

/** A control plane of its own for one stack: its custom resources are known, its nodes are there, nothing is applied yet. */
export interface Environment {
    readonly client: KubeClient;
    readonly kubeconfig: string;
    readonly rendered: RenderedStack;
}

const running: ControlPlane[] = [];
const environments = new Map<StackName, Promise<Environment>>();
let plain: Promise<KubeClient> | undefined;
const ownNamespaces: KubeObject[] = [];

/** The environment of a stack, started at the first call and shared by all tests. */
export function environment(stack: StackName): Promise<Environment> {
    const known = environments.get(stack) ?? startEnvironment(stack);
    environments.set(stack, known);
    return known;
}

/** A cluster that knows no stack: a control plane of our own, or the one of the context that the command line names. */
export function plainCluster(): Promise<KubeClient> {
    return (plain ??= connectPlain());
}

async function connectPlain(): Promise<KubeClient> {
    const { existingContext } = settings();
    const connection =
        existingContext === undefined ? (await startPlane()).connection : await connectionOfContext(existingContext);
    return new KubeClient(connection);
}

/** Creates namespaces in the plain cluster that are removed at the end, and waits until pods can be made in them. */
export async function createOwnNamespaces(namespaces: readonly KubeObject[]): Promise<void> {
    const client = await plainCluster();
    for (const namespace of namespaces) {
        // Created, not applied: a namespace that is there already is not ours.
        accepted(await client.create(namespace));
        ownNamespaces.push(namespace);
    }
    for (const { metadata } of namespaces) {
        await defaultAccount(client, metadata.name);
    }
}

/** Removes what was made on somebody else's cluster, and stops every control plane that was started. */
export async function stopAll(): Promise<void> {
    if (settings().existingContext !== undefined && plain !== undefined) {
        const client = await plain;
        await Promise.all(ownNamespaces.splice(0).map((namespace) => client.delete(namespace)));
    }
    await Promise.all(running.splice(0).map((plane) => plane.stop()));
}

async function startPlane(): Promise<ControlPlane> {
    const plane = await startControlPlane();
    running.push(plane);
    return plane;
}

async function startEnvironment(stack: StackName): Promise<Environment> {
    const [rendered, crds] = [await render(stack), await loadCrds()];
    crds.missing.forEach(noteNotChecked);
    const plane = await startPlane();
    return { client: await prepare(plane, rendered, crds.definitions), kubeconfig: plane.kubeconfig, rendered };
}

/** Makes the stack's custom resources known to a control plane and gives it the stack's nodes. */
async function prepare(
    plane: ControlPlane,
    rendered: RenderedStack,
    definitions: readonly KubeObject[],
): Promise<KubeClient> {
    const { stack, manifests, resources } = rendered;
    const client = new KubeClient(plane.connection);
    await installCrds(client, neededBy(manifests, definitions));
    if (stack === "local") {
        await createNodes(client, [kindNode]);
        await defaultAccount(client, "kube-system");
        for (const object of kindObjects(rendered)) {
            accepted(await client.create(object));
        }
    } else {
        await createNodes(client, simulatedNodes(resources));
    }
    return client;
}

/** Waits for the ServiceAccount without which no pod is admitted to a namespace. */
export async function defaultAccount(client: KubeClient, namespace: string): Promise<void> {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
    await eventually(`ServiceAccount "default" in namespace "${namespace}"`, () => client.read(account));
}

/** The definitions of kinds that occur: all of them take the API server several times as long as everything else. */
function neededBy(objects: readonly KubeObject[], definitions: readonly KubeObject[]): KubeObject[] {
    const used = new Set(objects.map(({ apiVersion, kind }) => `${apiVersion.split("/")[0]} ${kind}`));
    return definitions.filter((definition) => {
        const { group, names } = specOf(definition);
        return used.has(`${group} ${names.kind}`);
    });
}

/** Creates nodes and waits until pods can run on them. */
export async function createNodes(client: KubeClient, nodes: readonly KubeObject[]): Promise<void> {
    await Promise.all(nodes.map(async (node) => accepted(await client.create(node))));
    const allReady = async () => {
        const present = await client.list<V1Node>("/api/v1/nodes");
        return present.length === nodes.length && present.every(isReady);
    };
    await eventually("all nodes Ready, without the taints of nodes that are not", allReady, 60, 500);
}

function isReady({ spec, status }: V1Node): boolean {
    return (
        status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") === true &&
        !spec?.taints?.some(({ key }) => key.startsWith("node.kubernetes.io/"))
    );
}
