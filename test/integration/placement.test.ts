import assert from "node:assert/strict";
import { describeObject, type V1Job, type V1Node, type V1Pod } from "./cluster/types";
import { addOns, type Intended, intendedGroups } from "./intended";
import { edgeGroup, zoneLabel } from "./nodes";
import { allPods, gpusAsked, Nodes, podLike, unschedulableReason, withObject } from "./pods";
import { settled, type SettledStack } from "./settled";
import { startNow } from "./standIns";
import { noteNotChecked } from "./notes";
import { render } from "./rendered";
import { describeStacks } from "./suite";
import { eventually } from "./wait";
import { type Workload, workloadsOf } from "./workloads";

/** A workload as a stack file could list it; the example stacks keep their V100s for training. */
const modelOnV100 =
    "{ kind: inference-service, image: registry.example.com/app:1.0.0, accelerator: v100, models: { m: { versions: [1] } }, callers: { client: {} }, warmUp: { requests: [{ path: /predict }] }, scaling: { min: 1, max: 1 } }";

interface Placed {
    readonly env: SettledStack;
    readonly nodes: Nodes;
    readonly intended: ReadonlyMap<string, Intended>;
    /** Every workload with its pods, batch ones after a run of their own. */
    readonly pods: ReadonlyMap<Workload, readonly V1Pod[]>;
}

describeStacks(
    "placement",
    async (stack): Promise<Placed> => {
        const env = await settled(stack);
        const pods = new Map(env.placed);
        for (const workload of env.batch) {
            pods.set(workload, await podsOfOneRun(env, workload));
        }
        return { env, nodes: await Nodes.of(env.client), intended: intendedGroups(stack), pods };
    },
    (prepared, stack) => {
        it("places every pod on a node of the group that the stack file asks for", () => {
            const { nodes, intended, pods } = prepared();
            assert.ok(pods.size > 0, "the stack has workloads");
            const misplaced = [...pods].flatMap(([workload, itsPods]) => {
                const { preferred } = intendedFor(intended, workload);
                return itsPods
                    .filter((pod) => !preferred.includes(nodes.groupOf(pod) ?? ""))
                    .map((pod) => {
                        const where = nodes.groupOf(pod) ?? `no node: ${unschedulableReason(pod) ?? "not looked at"}`;
                        return `${describeObject(workload.object)} wants ${preferred.join(" or ")}, is on ${where}`;
                    });
            });
            assert.deepEqual(misplaced, []);
        });

        it("keeps nodes with GPUs free of pods without, spot nodes and edge nodes of pods not meant for them", async () => {
            const { env, nodes, intended, pods } = prepared();
            const meantFor = new Map(
                [...pods].flatMap(([workload, itsPods]) =>
                    itsPods.map((pod) => [pod.metadata?.uid, intendedFor(intended, workload).allowed] as const),
                ),
            );
            const gpuGroups = nodes.groups.filter((group) => nodes.inGroup(group).some(hasGpu));
            const strangers = (await allPods(env.client)).flatMap((pod) => {
                const group = nodes.groupOf(pod) ?? "";
                const stranger =
                    (gpuGroups.includes(group) && gpusAsked(pod) === 0) ||
                    meantFor.get(pod.metadata?.uid)?.includes(group) === false;
                return stranger ? [`${pod.metadata?.namespace}/${pod.metadata?.name} is on ${group}`] : [];
            });
            assert.deepEqual(strangers, []);
        });

        it("proves every kind of node that workloads of the stack are meant for", () => {
            const { nodes, intended, pods } = prepared();
            const used = new Set([...pods.values()].flat().map((pod) => nodes.kindOf(pod)));
            const meant = new Set([...intended.values()].flatMap(({ preferred }) => nodes.kindsOf(preferred)));
            assert.deepEqual(
                [...meant].filter((kind) => !used.has(kind)),
                [],
            );
            for (const kind of nodes.kinds.filter((each) => !meant.has(each))) {
                noteNotChecked(`${stack}: workloads on nodes of the kind "${kind}", since none is meant for them`);
            }
        });

        it("puts a model that asks for a V100 on the nodes that have one", async () => {
            const { env, nodes } = prepared();
            const { manifests } = await render(stack, [`workloads.on-v100=${modelOnV100}`]);
            const workload = workloadsOf(manifests).find(({ object }) => object.metadata.name === "on-v100");
            assert.ok(workload);
            // The account of a workload that this cluster does not have would be missed at admission.
            const pod = podLike(workload, "on-v100", (spec) => ({ ...spec, serviceAccountName: "default" }));
            await withObject(env.client, pod, async () => {
                const placed = await eventually("the pod has a node", async () => {
                    const seen = await env.client.read<V1Pod>(pod);
                    return seen?.spec?.nodeName === undefined ? undefined : seen;
                });
                assert.equal(nodes.kindOf(placed), "nvidia-tesla-v100, ON_DEMAND");
            });
        });

        it("runs one pod of every DaemonSet for edge nodes on each of them", () => {
            const { nodes, pods } = prepared();
            for (const [{ object }, itsPods] of pods) {
                if (object.kind === "DaemonSet") {
                    const hosts = itsPods.map(({ spec }) => spec?.nodeName).sort();
                    const edge = nodes.inGroup(edgeGroup).map(({ metadata }) => metadata?.name);
                    assert.deepEqual(hosts, edge.sort(), describeObject(object));
                }
            }
        });

        it("spreads the pods of a version over nodes and zones", () => {
            const { env, nodes, pods } = prepared();
            for (const workload of env.serving.filter(({ object }) => object.kind !== "DaemonSet")) {
                const itsPods = pods.get(workload) ?? [];
                const what = describeObject(workload.object);
                const hosts = countBy(itsPods, ({ spec }) => spec?.nodeName ?? "none");
                assert.ok(
                    Math.max(0, ...hosts.values()) <= 1,
                    `${what}: pods per node ${JSON.stringify([...hosts])}, there are nodes for each`,
                );
                const zones = zonesOf(nodes, itsPods);
                const perZone = zones.map((zone) => itsPods.filter((pod) => nodes.zoneOf(pod) === zone).length);
                assert.ok(
                    Math.max(0, ...perZone) - Math.min(itsPods.length, ...perZone) <= 1,
                    `${what}: pods per zone ${JSON.stringify(perZone)}`,
                );
            }
        });

        it("leaves a pod Pending that asks for more GPUs than any node has, and says so", async () => {
            const { env, nodes, pods } = prepared();
            const onGpus = [...pods].filter(([, itsPods]) => itsPods.some((pod) => gpusAsked(pod) > 0));
            assert.ok(onGpus.length > 0, "the stack has workloads on GPUs");
            for (const [workload] of onGpus) {
                const most = Math.max(
                    ...nodes.all.map(({ status }) => Number(status?.capacity?.["nvidia.com/gpu"] ?? 0)),
                );
                const pod = podLike(workload, `too-big-${workload.object.metadata.name}`, (spec) => {
                    const [first, ...rest] = spec.containers;
                    const gpus = { "nvidia.com/gpu": String(most + 1) };
                    const resources = {
                        ...first?.resources,
                        requests: { ...first?.resources?.requests, ...gpus },
                        limits: { ...first?.resources?.limits, ...gpus },
                    };
                    return { ...spec, containers: [{ name: "too-big", ...first, resources }, ...rest] };
                });
                await withObject(env.client, pod, async () => {
                    const reason = await eventually(`${describeObject(pod)} is unschedulable`, async () => {
                        const seen = await env.client.read<V1Pod>(pod);
                        return seen === undefined ? undefined : unschedulableReason(seen);
                    });
                    assert.match(reason, /Insufficient nvidia\.com\/gpu/);
                });
            }
        });
    },
);

/** The stack file's word on a workload's pods; what belongs to an add-on belongs on nodes without GPU, bought on demand. */
function intendedFor(intended: ReadonlyMap<string, Intended>, { template, object }: Workload): Intended {
    const name = template.metadata?.labels?.["app"] ?? object.metadata.labels?.["app"] ?? object.metadata.name;
    const found = intended.get(name) ?? intended.get(addOns);
    assert.ok(found);
    return found;
}

/** The pods of one run of a Job, or of what makes Jobs, with the nodes they got; nothing is left of it. */
async function podsOfOneRun({ client }: SettledStack, workload: Workload): Promise<V1Pod[]> {
    const job = await startNow(client, workload);
    const label = new URLSearchParams({ labelSelector: `batch.kubernetes.io/job-name=${job.metadata.name}` });
    const pods = await eventually(`pods of ${describeObject(job)} on nodes, or refused one`, async () => {
        const found = await client.list<V1Pod>(
            `/api/v1/namespaces/${workload.object.metadata.namespace}/pods?${label.toString()}`,
        );
        const decided = found.every((pod) => pod.spec?.nodeName !== undefined || isRefused(pod));
        return found.length >= workload.floor && decided ? found : undefined;
    });
    await client.delete(job);
    await eventually(`${describeObject(job)} is gone`, async () => (await client.read<V1Job>(job)) === undefined);
    return pods;
}

/** Whether the scheduler has no node for a pod; it looks again when the claims of the pod are bound. */
function isRefused(pod: V1Pod): boolean {
    const reason = unschedulableReason(pod);
    return reason !== undefined && !reason.includes("unbound immediate PersistentVolumeClaims");
}

/** Zones that have nodes of the groups these pods run in. */
function zonesOf(nodes: Nodes, pods: readonly V1Pod[]): string[] {
    const groups = new Set(pods.map((pod) => nodes.groupOf(pod) ?? ""));
    const zones = [...groups].flatMap((group) =>
        nodes.inGroup(group).map(({ metadata }) => metadata?.labels?.[zoneLabel] ?? ""),
    );
    return [...new Set(zones)];
}

function hasGpu({ status }: V1Node): boolean {
    return Number(status?.capacity?.["nvidia.com/gpu"] ?? 0) > 0;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const item of items) {
        counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
    }
    return counts;
}
