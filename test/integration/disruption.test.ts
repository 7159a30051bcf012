import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describeObject, type KubeObject, type V1LabelSelector, type V1PodDisruptionBudget } from "./cluster/types";
import { drain, podsOn, setSchedulable } from "./drain";
import { isReady, Nodes, podsOf } from "./pods";
import { atRest, settled, type SettledStack } from "./settled";
import { describeStacks } from "./suite";
import { eventually } from "./wait";
import { type Workload } from "./workloads";

/** A workload with the budget that protects it. */
interface Protected {
    readonly workload: Workload;
    readonly budgets: readonly V1PodDisruptionBudget[];
    /** Ready pods that a drain must leave it with. */
    readonly atLeast: number;
}

describeStacks(
    "disruption",
    async (stack) => {
        const env = await settled(stack);
        return { env, workloads: env.serving.filter(isReplicated).map((workload) => protection(env, workload)) };
    },
    (prepared) => {
        it("gives every workload of several pods one budget, which permits a drain", () => {
            for (const { workload, budgets, atLeast } of prepared().workloads) {
                const what = describeObject(workload.object);
                assert.equal(budgets.length, 1, `${what} has ${budgets.length} budgets; two refuse every eviction`);
                assert.ok(atLeast < workload.floor, `${what} must keep ${atLeast} of ${workload.floor} pods`);
            }
        });

        it("has budgets that count the pods they are for", async () => {
            const { env, workloads } = prepared();
            for (const { workload, budgets } of workloads) {
                for (const budget of budgets) {
                    await eventually(`the budget of ${describeObject(workload.object)} counts its pods`, async () => {
                        const seen = await env.client.read<V1PodDisruptionBudget>(budget as KubeObject);
                        return seen?.status?.expectedPods === (await podsOf(env.client, workload)).length;
                    });
                }
            }
        });

        it("drains any one node without taking a workload below its budget, and every drain ends", async () => {
            const { env, workloads } = prepared();
            const nodes = await Nodes.of(env.client);
            let drained = 0;
            for (const node of nodes.all) {
                if ((await podsOn(env.client, node)).length === 0) {
                    continue;
                }
                const watch = watchReady(env, workloads);
                try {
                    await drain(env.client, node);
                    drained += 1;
                } finally {
                    await setSchedulable(env.client, node, true);
                }
                await atRest(env, env.serving);
                assert.deepEqual(await watch.end(), [], `while ${node.metadata?.name} was drained`);
            }
            assert.ok(drained > 0, "pods run on nodes");
        });
    },
);

function isReplicated({ object, floor }: Workload): boolean {
    return object.kind !== "DaemonSet" && object.kind !== "Pod" && floor > 1;
}

function protection({ rendered }: SettledStack, workload: Workload): Protected {
    const budgets = rendered.manifests.filter(
        (object) =>
            object.kind === "PodDisruptionBudget" &&
            object.metadata.namespace === workload.object.metadata.namespace &&
            selects((object as V1PodDisruptionBudget).spec?.selector, workload.template.metadata?.labels ?? {}),
    ) as V1PodDisruptionBudget[];
    return { workload, budgets, atLeast: Math.max(0, ...budgets.map((budget) => keeps(budget, workload.floor))) };
}

/** How many of `pods` pods a budget keeps. Percentages are rounded up. Source: Kubernetes, disruption budgets. */
function keeps({ spec }: V1PodDisruptionBudget, pods: number): number {
    const count = (value: number | string): number =>
        typeof value === "number" ? value : Math.ceil((parseInt(value, 10) / 100) * pods);
    if (spec?.minAvailable !== undefined) {
        return count(spec.minAvailable);
    }
    return spec?.maxUnavailable === undefined ? 0 : pods - count(spec.maxUnavailable);
}

function selects(selector: V1LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
    const wanted = Object.entries(selector?.matchLabels ?? {});
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** Looks at the ready pods of all workloads, again and again, and remembers what it should not have seen. */
function watchReady({ client }: SettledStack, workloads: readonly Protected[]): { end: () => Promise<string[]> } {
    const seen = new Set<string>();
    let watching = true;
    const look = async (): Promise<void> => {
        while (watching) {
            for (const { workload, atLeast } of workloads) {
                const ready = (await podsOf(client, workload)).filter(isReady).length;
                if (ready < atLeast) {
                    seen.add(`${describeObject(workload.object)} had ${ready} ready pods, its budget keeps ${atLeast}`);
                }
            }
            await sleep(20);
        }
    };
    const done = look();
    return {
        end: async () => {
            watching = false;
            await done;
            return [...seen];
        },
    };
}
