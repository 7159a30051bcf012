import assert from "node:assert/strict";
import { accepted, ApiError, type KubeClient, refusal } from "./cluster/client";
import { type KubeObject, type V1Container, type V1Pod, type V1PodSpec } from "./cluster/types";
import { applied } from "./apply";
import { environment } from "./environment";
import { withObject } from "./pods";
import { describeStacks } from "./suite";
import { eventually } from "./wait";

const enforceLabel = "pod-security.kubernetes.io/enforce";
/** Marks the namespaces that workloads live in. */
const workloadLabel = "inference-platform/workload-namespace";

interface Quota extends KubeObject {
    readonly spec: { readonly hard: Readonly<Record<string, string>> };
    readonly status?: { readonly used?: Readonly<Record<string, string>> };
}

interface Guarded {
    readonly client: KubeClient;
    /** Namespaces of workloads that allow nothing beyond `restricted`. */
    readonly restricted: readonly string[];
    readonly all: readonly string[];
}

/** What `restricted` forbids, each alone in a pod that is otherwise as it should be, with the reason to expect. */
const breaches: readonly {
    readonly what: string;
    readonly change: (pod: V1PodSpec) => V1PodSpec;
    readonly reason: RegExp;
}[] = [
    {
        what: "privileged",
        change: (pod) => withContext(pod, { privileged: true, allowPrivilegeEscalation: true }),
        reason: /violates PodSecurity "restricted:v1\.\d+": privileged \(container "app" must not set securityContext\.privileged=true\)/,
    },
    {
        what: "with a hostPath volume",
        change: (pod) => ({ ...pod, volumes: [{ name: "host", hostPath: { path: "/" } }] }),
        reason: /violates PodSecurity "restricted:v1\.\d+": restricted volume types \(volume "host" uses restricted volume type "hostPath"\)/,
    },
    {
        what: "in the node's network",
        change: (pod) => ({ ...pod, hostNetwork: true }),
        reason: /violates PodSecurity "restricted:v1\.\d+": host namespaces \(hostNetwork=true\)/,
    },
    {
        what: "as root",
        change: (pod) => withContext(pod, { runAsNonRoot: false, runAsUser: 0 }),
        reason: /violates PodSecurity "restricted:v1\.\d+": runAsNonRoot != true .*, runAsUser=0/,
    },
    {
        what: "without a seccomp profile",
        change: ({ securityContext: _none, ...pod }) => pod,
        reason: /violates PodSecurity "restricted:v1\.\d+": seccompProfile/,
    },
];

describeStacks(
    "guards",
    async (stack): Promise<Guarded> => {
        await applied(stack);
        const { client } = await environment(stack);
        const namespaces = await client.list<KubeObject>(`/api/v1/namespaces?labelSelector=${workloadLabel}%3Dtrue`);
        const all = namespaces.map(({ metadata }) => metadata.name);
        const restricted = namespaces
            .filter(({ metadata }) => metadata.labels?.[enforceLabel] === "restricted")
            .map(({ metadata }) => metadata.name);
        return { client, all, restricted };
    },
    (prepared, stack) => {
        it("guards every namespace of workloads but that of edge workloads at the restricted level", () => {
            assert.deepEqual([...prepared().restricted].sort(), [
                "ml-production",
                "ml-testing",
                "ml-training",
                ...(stack === "prod" ? ["team-vision"] : []),
            ]);
        });

        it("admits a pod that is as it should be, without a warning, in every workload namespace", async () => {
            const { client, all } = prepared();
            for (const namespace of all) {
                const reply = await client.create(podIn(namespace, compliant()), { dryRun: true });
                assert.equal(reply.status, 201, refusal(reply));
                assert.deepEqual(reply.warnings, []);
            }
        });

        for (const { what, change, reason } of breaches) {
            it(`refuses a pod ${what}`, async () => {
                const { client, restricted } = prepared();
                for (const namespace of restricted) {
                    const reply = await client.create(podIn(namespace, change(compliant())), { dryRun: true });
                    assert.equal(reply.status, 403, `${namespace} admits it`);
                    assert.match(refusal(reply), reason);
                }
            });
        }

        it("gives a container without limits the namespace's, and refuses it once the quota is used up", async () => {
            const { client, all } = prepared();
            for (const namespace of all) {
                const unlimited = podIn(namespace, withoutResources(compliant()));
                const admitted = accepted(await client.create(unlimited, { dryRun: true })).body as unknown as V1Pod;
                const limits = admitted.spec?.containers[0]?.resources?.limits ?? {};
                assert.deepEqual(Object.keys(limits).sort(), ["cpu", "ephemeral-storage", "memory"]);

                const reply = await eventually(`${namespace} refuses it`, async () => {
                    const rest = await podThatTakesTheRest(client, namespace);
                    const refused = async () => {
                        const tried = await client.create(unlimited, { dryRun: true });
                        return tried.status === 403 ? tried : undefined;
                    };
                    // Other pods of the namespace come and end meanwhile: it may not fit, or leave something.
                    return rest && (await withObject(client, rest, refused).catch(unlessRefused));
                });
                assert.match(refusal(reply), /exceeded quota: workloads, requested: limits\.cpu=\d+m?/);
            }
        });

        it("refuses Services that open the cluster: node ports and load balancers", async () => {
            const { client, all } = prepared();
            for (const namespace of all) {
                for (const [type, resource] of [
                    ["NodePort", "services.nodeports"],
                    ["LoadBalancer", "services.loadbalancers"],
                ] as const) {
                    const spec = { type, selector: { app: "a" }, ports: [{ port: 80 }] };
                    const metadata = { name: "open", namespace };
                    const service = { apiVersion: "v1", kind: "Service", metadata, spec };
                    const reply = await client.create(service, { dryRun: true });
                    assert.equal(reply.status, 403, `${namespace} admits a ${type}`);
                    assert.match(
                        refusal(reply),
                        new RegExp(`exceeded quota: workloads.*${resource.replace(".", "\\.")}=1`),
                    );
                }
            }
        });

        it("gives pods that name no service account no token", async () => {
            const { client, all } = prepared();
            for (const namespace of all) {
                const reply = accepted(await client.create(podIn(namespace, compliant()), { dryRun: true }));
                const { spec } = reply.body as unknown as V1Pod;
                assert.equal(spec?.serviceAccountName, "default");
                assert.deepEqual(spec?.volumes ?? [], []);
            }
        });
    },
);

/** The least that every level and every guard admits. */
function compliant(): V1PodSpec {
    return {
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        containers: [
            {
                name: "app",
                image: "example.com/app:1",
                securityContext: {
                    runAsNonRoot: true,
                    runAsUser: 1001,
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ["ALL"] },
                },
                resources: {
                    requests: { cpu: "100m", memory: "128Mi" },
                    limits: { cpu: "200m", memory: "128Mi" },
                },
            },
        ],
    };
}

function mapContainers(pod: V1PodSpec, change: (container: V1Container) => V1Container): V1PodSpec {
    return { ...pod, containers: pod.containers.map(change) };
}

function withContext(pod: V1PodSpec, context: NonNullable<V1Container["securityContext"]>): V1PodSpec {
    return mapContainers(pod, (container) => ({
        ...container,
        securityContext: { ...container.securityContext, ...context },
    }));
}

function withoutResources(pod: V1PodSpec): V1PodSpec {
    return mapContainers(pod, ({ resources: _none, ...container }) => container);
}

function podIn(namespace: string, spec: V1PodSpec): KubeObject {
    return { apiVersion: "v1", kind: "Pod", metadata: { name: "guarded", namespace }, spec };
}

function unlessRefused(error: unknown): undefined {
    if (!(error instanceof ApiError && error.status === 403)) {
        throw error;
    }
}

/**
 * A pod whose CPU limit is all that the namespace's quota has left, or undefined where that is nothing or not counted yet; no
 * node has that much, so it only counts.
 */
async function podThatTakesTheRest(client: KubeClient, namespace: string): Promise<KubeObject | undefined> {
    const [quota] = await client.list<Quota>(`/api/v1/namespaces/${namespace}/resourcequotas`);
    const used = quota?.status?.used;
    if (used === undefined) {
        return undefined;
    }
    const left = millis(quota?.spec.hard["limits.cpu"] ?? "0") - millis(used["limits.cpu"] ?? "0");
    if (left <= 0) {
        return undefined;
    }
    const spec = mapContainers(compliant(), (container) => ({
        ...container,
        resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { cpu: `${left}m`, memory: "1Mi" } },
    }));
    const { metadata, ...pod } = podIn(namespace, spec);
    // It asks for a node that does not exist.
    return {
        ...pod,
        metadata: { ...metadata, name: "takes-the-rest" },
        spec: { ...spec, nodeSelector: { none: "such" } },
    };
}

/** CPU in thousandths: `2` and `500m`. */
function millis(quantity: string): number {
    return quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000;
}
