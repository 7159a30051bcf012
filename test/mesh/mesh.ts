import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { accepted, KubeClient } from "../integration/cluster/client";
import { type ControlPlane, startControlPlane } from "../integration/cluster/controlPlane";
import { installCrds, loadCrds } from "../integration/cluster/crds";
import { describeObject, type KubeObject } from "../integration/cluster/types";
import { applyAll, refusals } from "../integration/apply";
import { render } from "../integration/rendered";
import { type FullStack } from "../integration/settings";
import { createReplicaSet } from "../integration/standIns";
import { ensureTool } from "../integration/tools";
import { eventually } from "../integration/wait";
import { workloadsOf } from "../integration/workloads";
import { additions } from "./additions";
import { type Caller, callerObjects, callerPods, callers, namespace, stableHash } from "./callers";
import { istioModule, renderRelease } from "../integration/charts";
import { ensureEnvoy } from "./envoy";
import { NetworkGuard } from "./guard";
import { startIstiod } from "./istiod";
import { Network, nodeAddress } from "./network";
import { Outside } from "./outside";
import { nodeName, PodRunner, type Running } from "./pods";
import { type Program } from "./program";

/** Pods per Deployment or Rollout; the others have none. Two where a pod fails or ends and another one takes its place. */
const replicas: Readonly<Record<string, number>> = {
    "object-detection-v1": 2,
    "object-detection-v2": 1,
    "anomaly-detection": 1,
    "ai-inference-app": 2,
    "shadowed-v1": 1,
    "shadowed-shadow": 1,
    "ai-inference-rollout": 2,
    switched: 2,
    prepared: 1,
    "prepared-preprocessor": 1,
    sample: 1,
};

/** Kinds of a stack that decide what a request meets, and what pods need to be admitted. */
const ownGroups = ["networking.istio.io", "security.istio.io", "telemetry.istio.io"];
const coreKinds = [
    "Namespace",
    "PriorityClass",
    "ServiceAccount",
    "LimitRange",
    "ResourceQuota",
    "ConfigMap",
    "Service",
    "NetworkPolicy",
];
/** Of the charts' own, what a gateway needs; it gets its number of pods from its Deployment. */
const gatewayKinds = ["ServiceAccount", "Role", "RoleBinding", "Service", "Deployment"];

/** Limit for a change to reach every proxy, on a busy machine. */
const settleSeconds = 30;
/** Tries in a faster row would meet the gateway's limit for one client. */
const betweenTriesMs = 500;

/** A stack's mesh under test. */
export class Mesh {
    constructor(
        public readonly stack: FullStack,
        public readonly client: KubeClient,
        /** What the stack renders, the additions of these tests included. */
        public readonly objects: readonly KubeObject[],
        public readonly outside: Outside,
        public readonly guard: NetworkGuard,
        private readonly runner: PodRunner,
    ) {}

    /** A pod that calls. */
    public caller(name: Caller): Program {
        return this.programOf(this.pod(callers[name].namespace, { app: name }));
    }

    /** Servers of a workload, one of its versions or all. */
    public servers(labels: Readonly<Record<string, string>>): readonly Program[] {
        return this.pods(labels).map((pod) => this.programOf(pod));
    }

    /** Pods of a workload. */
    public pods(labels: Readonly<Record<string, string>>): readonly Running[] {
        return this.runner.withLabels(namespace, labels);
    }

    /** All pods that run, in every namespace. */
    public everyPod(): readonly Running[] {
        return this.runner.all();
    }

    /** Address of the gateway's pod: its load balancer passes connections on to it as they are. */
    public get gateway(): string {
        return this.pod("istio-ingress", { istio: "gateway" }).address;
    }

    /** The one name that clients outside use. */
    public get hostname(): string {
        const gateway = this.object("Gateway", "platform", "istio-ingress");
        const { servers } = gateway["spec"] as { readonly servers: readonly { readonly hosts: readonly string[] }[] };
        return servers[0]?.hosts[0] ?? "";
    }

    public object(kind: string, name: string, inNamespace = namespace): KubeObject {
        const found = this.objects.find(
            (each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === inNamespace,
        );
        if (found === undefined) {
            throw new Error(`the stack has no ${kind} ${inNamespace}/${name}`);
        }
        return found;
    }

    /** The same mesh, seen as if the stack had rendered this object in the place of its own. */
    public having(object: KubeObject): Mesh {
        const objects = this.objects.map((each) => (isSame(each, object) ? object : each));
        return new Mesh(this.stack, this.client, objects, this.outside, this.guard, this.runner);
    }

    /** Waits until proxies have what was written last. @throws the last failure of `assertion` */
    public async settles(what: string, assertion: () => Promise<void>): Promise<void> {
        let last: unknown;
        const passes = async (): Promise<boolean> => {
            try {
                await assertion();
                return true;
            } catch (error) {
                last = error;
                await sleep(betweenTriesMs);
                return false;
            }
        };
        await eventually(what, passes, settleSeconds).catch((error: Error) => {
            throw new Error(`${error.message}: ${String(last)}`);
        });
    }

    /** Waits until `assertion` fails. @throws Error when it goes on to pass */
    public async fails(what: string, assertion: () => Promise<void>): Promise<void> {
        const fails = async (): Promise<boolean> => {
            try {
                await assertion();
                await sleep(betweenTriesMs);
                return false;
            } catch {
                return true;
            }
        };
        await eventually(`a failure of ${what}`, fails, settleSeconds);
    }

    /** Replaces an object for as long as `use` takes. */
    public async with<T>(changed: KubeObject, use: () => Promise<T>): Promise<T> {
        const original = this.objects.find((each) => isSame(each, changed));
        await this.replace(changed);
        try {
            return await use();
        } finally {
            await (original === undefined ? this.client.delete(changed) : this.replace(original));
        }
    }

    /** Writes an object as it is given: what it does not have goes. */
    public async replace(object: KubeObject): Promise<void> {
        const path = await this.client.pathOf(object);
        await eventually(`${describeObject(object)} written`, async () => {
            const current = await this.client.read(object);
            const { resourceVersion } = current?.metadata ?? {};
            const body = { ...object, metadata: { ...object.metadata, resourceVersion } };
            const reply =
                current === undefined
                    ? await this.client.create(object)
                    : await this.client.send("PUT", path, { body });
            // Its controller has written to it since it was read.
            return reply.status !== 409 && accepted(reply);
        });
    }

    /** A pod by its labels. @throws Error when none runs */
    public pod(inNamespace: string, labels: Readonly<Record<string, string>>): Running {
        const [found] = this.runner.withLabels(inNamespace, labels);
        if (found === undefined) {
            throw new Error(`no pod with ${JSON.stringify(labels)} runs in "${inNamespace}"`);
        }
        return found;
    }

    private programOf({ pod, application }: Running): Program {
        if (application === undefined) {
            throw new Error(`pod "${pod.metadata.name}" runs no program`);
        }
        return application;
    }
}

function isSame(one: KubeObject, other: KubeObject): boolean {
    return (
        one.kind === other.kind &&
        one.metadata.name === other.metadata.name &&
        one.metadata.namespace === other.metadata.namespace
    );
}

/** Builds and downloads what `startMesh` needs. */
export async function prepareMesh(): Promise<void> {
    for (const tool of [
        ...controlPlaneToolsOfMesh,
        "helm",
        "mesh-program",
        "kube-network-policies",
        "pilot-agent",
        "istiod",
    ] as const) {
        await ensureTool(tool);
    }
    ensureEnvoy();
    await loadCrds();
}

const controlPlaneToolsOfMesh = [
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
] as const;

let plane: ControlPlane | undefined;
let podRunner: PodRunner | undefined;

/** Starts a control plane, istiod, the gateway, the stack's servers and everything that calls them. */
export async function startMesh(stack: FullStack): Promise<Mesh> {
    const network = new Network();
    const rendered = await render(stack, additions);
    plane = await startControlPlane({ callsServices: true, simulatedPods: false });
    const { processes, kubeconfig } = plane;
    const client = new KubeClient(plane.connection);
    const application = await ensureTool("mesh-program");
    const outside = new Outside(network, processes, application);
    network.resolve(outside.names);
    await outside.start();

    await installCrds(client, neededDefinitions((await loadCrds()).definitions));
    accepted(await client.create(node()));
    const isOwn = ({ apiVersion }: KubeObject): boolean => ownGroups.includes(apiVersion.split("/")[0] ?? "");
    const core = rendered.manifests.filter(({ kind }) => coreKinds.includes(kind));
    await applied(client, [...core, ...callerObjects()]);
    await startIstiod({ client, processes, kubeconfig, rendered, trusts: outside.trust });
    await applied(client, rendered.manifests.filter(isOwn));
    const gateway = await renderRelease(rendered, "istio-gateway", processes.folder);
    const services = await client.list<KubeObject>("/api/v1/services");

    const guard = new NetworkGuard();
    const mesh = new Mesh(
        stack,
        client,
        rendered.manifests,
        outside,
        guard,
        (podRunner = new PodRunner({
            client,
            network,
            processes,
            application,
            programs: {
                agent: await ensureTool("pilot-agent"),
                envoy: ensureEnvoy(),
                istio: await istioModule(),
            },
        })),
    );
    network.resolve(new Map([...outside.names, ...serviceNames(services)]));
    accepted(await client.apply(certificateSecret(mesh)));
    podRunner.start();
    await applied(
        client,
        gateway.filter(({ kind }) => gatewayKinds.includes(kind)),
    );
    const callersPods = callerPods();
    await applied(client, callersPods);
    await startServers(client, rendered.manifests);
    const pods = Object.values(replicas).reduce((sum, count) => sum + count, 1 + callersPods.length);
    await eventually("all pods run, with their proxies", () => Promise.resolve(podRunner?.count === pods), 300);
    await guard.start(client, plane);
    return mesh;
}

/** Ends everything. @param logs folder that programs' logs are kept in */
export async function stopMesh(logs?: string): Promise<void> {
    await podRunner?.stop().catch(() => undefined);
    if (logs !== undefined) {
        plane?.processes.keepLogs(logs);
    }
    await plane?.stop();
}

async function applied(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
    const refused = refusals(await applyAll(client, objects));
    if (refused.length > 0) {
        throw new Error(["the API server refused:", ...refused].join("\n"));
    }
}

function neededDefinitions(definitions: readonly KubeObject[]): KubeObject[] {
    const groups = [...ownGroups, "extensions.istio.io", "argoproj.io"];
    return definitions.filter((definition) => groups.includes((definition["spec"] as { group: string }).group));
}

function node(): KubeObject {
    return {
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: nodeName, labels: { "topology.kubernetes.io/zone": "zone-a" } },
        status: { addresses: [{ type: "InternalIP", address: nodeAddress }] },
    };
}

/** The names by which Services are called, with their own addresses; istiod answers on the node. */
function serviceNames(services: readonly KubeObject[]): [string, string][] {
    return services.flatMap(({ metadata, spec }) => {
        const { clusterIP } = spec as { readonly clusterIP: string };
        const name = `${metadata.name}.${metadata.namespace}.svc`;
        const address = metadata.name === "istiod" ? nodeAddress : clusterIP;
        return [`${name}.cluster.local`, name].map((each): [string, string] => [each, address]);
    });
}

/** Stands for external-secrets, which fetches the gateway's certificate. */
function certificateSecret(mesh: Mesh): KubeObject {
    const files = mesh.outside.certificateFor(mesh.hostname);
    const read = (file: string): string => readFileSync(file).toString("base64");
    return {
        apiVersion: "v1",
        kind: "Secret",
        type: "kubernetes.io/tls",
        metadata: { name: "platform-tls", namespace: "istio-ingress" },
        data: { "tls.crt": read(files.certificate), "tls.key": read(files.key) },
    };
}

/** Stands for KEDA and Argo Rollouts. */
async function startServers(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
    for (const { object, template } of workloadsOf(objects)) {
        const count = replicas[object.metadata.name];
        if (count !== undefined && object.kind === "Deployment") {
            const spec = { ...(object["spec"] as object), replicas: count };
            await applied(client, [{ ...object, spec }]);
        } else if (count !== undefined && object.kind === "Rollout") {
            await applied(client, [object]);
            await createReplicaSet(client, object, template, count, stableHash);
        }
    }
}
