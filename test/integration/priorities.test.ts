import assert from "node:assert/strict";
import { accepted } from "./cluster/client";
import { type KubeObject, type V1Pod } from "./cluster/types";
import { gpusAsked, podLike, podsOf, unschedulableReason } from "./pods";
import { atRest, settled, type SettledStack } from "./settled";
import { actAsController, scale } from "./standIns";
import { describeStacks } from "./suite";
import { eventually } from "./wait";
import { type Workload } from "./workloads";

interface PriorityClass extends KubeObject {
    readonly value: number;
}

interface Ranked {
    readonly env: SettledStack;
    /** A workload on GPUs that users wait for: of the highest priority class in use. */
    readonly inference: Workload;
    /** Classes that yield to it, by name. */
    readonly lower: readonly string[];
}

describeStacks(
    "priorities",
    async (stack): Promise<Ranked> => {
        const env = await settled(stack);
        const classes = env.rendered.manifests.filter(({ kind }) => kind === "PriorityClass") as PriorityClass[];
        const valueOf = ({ template }: Workload): number =>
            classes.find(({ metadata }) => metadata.name === template.spec?.priorityClassName)?.value ?? 0;
        const [inference] = env.serving
            .filter(({ object, template }) => object.kind === "Deployment" && gpusAsked(template) > 0)
            .sort((a, b) => valueOf(b) - valueOf(a));
        assert.ok(inference, "the stack serves models on GPUs");
        const lower = classes.filter(({ value }) => value < valueOf(inference)).map(({ metadata }) => metadata.name);
        return { env, inference, lower };
    },
    (prepared) => {
        // Slots that are kept free would give way first, and come back beside the pods that the tests count.
        const slots = () =>
            prepared().env.serving.filter(({ template }) => template.spec?.priorityClassName === "warm-capacity");

        before(async () => {
            const { client } = prepared().env;
            for (const slot of slots()) {
                await scale(client, slot.object, 0);
                await eventually("slots are given up", async () => (await podsOf(client, slot)).length === 0);
            }
        });

        after(async () => {
            for (const slot of slots()) {
                await actAsController(prepared().env.client, slot);
            }
            await atRest(prepared().env, slots());
        });

        it("has classes for warm capacity and batch below that of inference", () => {
            const { lower } = prepared();
            assert.ok(lower.includes("warm-capacity") && lower.includes("batch-workload-priority"), lower.join(", "));
        });

        it("makes room for inference on full nodes: one pod of lower priority goes, and no other", async () => {
            const { env, inference, lower } = prepared();
            for (const priorityClass of lower) {
                await onFullNodes(env, inference, priorityClass, async (fillers) => {
                    const real = podLike(inference, "arrives", (spec) => spec);
                    await present(env, [real], async () => {
                        const arrived = await eventually(`room among ${priorityClass} pods`, async () =>
                            onNode(env, real),
                        );
                        const left = await survivors(env, fillers);
                        assert.equal(left.length, fillers.length - 1, `${priorityClass}: pods that stayed`);
                        assert.ok(
                            !left.some(({ spec }) => spec?.nodeName === arrived.spec?.nodeName),
                            `${priorityClass}: the new pod took the place of the one that went`,
                        );
                    });
                });
            }
        });

        it("never takes room from inference: pods of lower priority stay Pending and say why", async () => {
            const { env, inference, lower } = prepared();
            const own = inference.template.spec?.priorityClassName ?? "";
            await onFullNodes(env, inference, own, async (fillers) => {
                for (const priorityClass of lower) {
                    const late = podLike(inference, "comes-late", withPriority(priorityClass));
                    await present(env, [late], async () => {
                        const reason = await eventually(`${priorityClass} is refused a node`, () =>
                            refusedNode(env, late),
                        );
                        assert.match(reason, /Insufficient nvidia\.com\/gpu/);
                        assert.equal((await survivors(env, fillers)).length, fillers.length, `for ${priorityClass}`);
                    });
                }
            });
        });
    },
);

function withPriority(priorityClassName: string) {
    return (spec: NonNullable<V1Pod["spec"]>): NonNullable<V1Pod["spec"]> => ({ ...spec, priorityClassName });
}

/**
 * Fills what room the nodes of a workload have with pods like its own, of the given class, for as long as `use` takes.
 * Afterwards no pod of the stack may have been moved for it.
 */
async function onFullNodes(
    env: SettledStack,
    workload: Workload,
    priorityClass: string,
    use: (fillers: readonly KubeObject[]) => Promise<void>,
): Promise<void> {
    const before = await uids(env);
    const fillers: KubeObject[] = [];
    try {
        for (;;) {
            const filler = podLike(workload, `fills-${fillers.length}`, withPriority(priorityClass));
            accepted(await env.client.create(filler));
            fillers.push(filler);
            const full = await eventually("a filling pod has a node or is refused one", async () =>
                (await onNode(env, filler)) === undefined ? await refusedNode(env, filler) : ("" as const),
            ).then((reason) => reason !== "");
            if (full) {
                await remove(env, [filler]);
                fillers.pop();
                break;
            }
        }
        assert.ok(fillers.length > 0, "the stack leaves room on the nodes of its inference");
        await use(fillers);
    } finally {
        await remove(env, fillers);
    }
    assert.deepEqual(await uids(env), before, "the stack's own pods stay where they are");
}

async function present(env: SettledStack, pods: readonly KubeObject[], use: () => Promise<void>): Promise<void> {
    try {
        for (const pod of pods) {
            accepted(await env.client.create(pod));
        }
        await use();
    } finally {
        await remove(env, pods);
    }
}

async function remove({ client }: SettledStack, pods: readonly KubeObject[]): Promise<void> {
    await Promise.all(pods.map((pod) => client.delete(pod, { gracePeriodSeconds: 0 })));
    for (const pod of pods) {
        await eventually(`${pod.metadata.name} is gone`, async () => (await client.read(pod)) === undefined);
    }
}

async function onNode({ client }: SettledStack, pod: KubeObject): Promise<V1Pod | undefined> {
    const seen = await client.read<V1Pod>(pod);
    return seen?.spec?.nodeName === undefined ? undefined : seen;
}

async function refusedNode({ client }: SettledStack, pod: KubeObject): Promise<string | undefined> {
    const seen = await client.read<V1Pod>(pod);
    return seen === undefined ? undefined : unschedulableReason(seen);
}

/** Of these pods, those that are still there and not on their way out. */
async function survivors({ client }: SettledStack, pods: readonly KubeObject[]): Promise<V1Pod[]> {
    const seen = await Promise.all(pods.map((pod) => client.read<V1Pod>(pod)));
    return seen.filter((pod): pod is V1Pod => pod !== undefined && pod.metadata?.deletionTimestamp === undefined);
}

async function uids({ client, serving }: SettledStack): Promise<string[]> {
    const pods = await Promise.all(serving.map((workload) => podsOf(client, workload)));
    return pods
        .flat()
        .map(({ metadata }) => metadata?.uid ?? "")
        .sort();
}
