import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Mesh } from "../mesh";
import { eventually } from "../../integration/wait";
import { type Answer, type Behavior, type Program } from "../program";
import { assertAll, grpc, percent, shareOf, succeeded, summary } from "./answers";
import { type MeshScenario } from "./scenario";
import { predict, predictOverHttp } from "./targets";

const workload = "anomaly-detection";

export const resilience: readonly MeshScenario[] = [
    {
        title: "a request that a pod could not take is tried again",
        holds: async (mesh, figure) => {
            const count = 400;
            await misbehaving(only(mesh), { status: 503, percent: 30 }, async (server) => {
                await server.takeRecord();
                const answers = await client(mesh).send({ ...predict(workload), count, concurrency: 4 });
                const failed = 1 - shareOf(answers, succeeded);
                const { requests } = await server.takeRecord();
                figure(`30 % of tries fail, ${percent(failed)} of ${count} requests (2.7 % expected)`);
                // Three tries of 30 % leave 2.7 %; five standard deviations on top.
                assert.ok(failed < 0.027 + 5 * Math.sqrt((0.027 * 0.973) / count), summary(answers));
                assert.ok(requests > count * 1.2, `${requests} tries of ${count} requests`);
            });
        },
    },
    {
        title: "a prediction that failed is not computed again",
        holds: async (mesh, figure) => {
            const count = 4;
            await misbehaving(only(mesh), { grpcStatus: grpc.internal }, async (server) => {
                await server.takeRecord();
                const answers = await client(mesh).send({ ...predict(workload), count });
                const { requests } = await server.takeRecord();
                assertAll("answers", answers, ({ grpcStatus }) => grpcStatus === String(grpc.internal));
                assert.equal(requests, count);
                figure(`${requests} tries of ${count} requests`);
            });
        },
    },
    {
        title: "a request is given up after 10 s",
        holds: async (mesh, figure) => {
            await misbehaving(only(mesh), { delayMs: 14_000, percent: 0 }, async () => {
                const [answer] = await client(mesh).send(predictOverHttp(workload));
                assert.equal(answer?.status, 504);
                assert.ok(answer.ms >= 9_900 && answer.ms < 12_000, `${answer.ms} ms`);
                figure(`504 after ${(answer.ms / 1000).toFixed(1)} s`);
            });
        },
    },
    {
        title: "a pod that fails again and again gets no more requests",
        holds: async (mesh, figure) => {
            const caller = mesh.caller("object-detection-client");
            const load = predict("object-detection");
            const [sick] = mesh.servers({ app: "object-detection", version: "v1" });
            assert.ok(sick !== undefined);
            await misbehaving(sick, { grpcStatus: grpc.internal }, async () => {
                const first = await caller.send({ ...load, count: 60 });
                await sick.takeRecord();
                const count = 300;
                const answers = await caller.send({ ...load, count, concurrency: 4 });
                const { requests } = await sick.takeRecord();
                figure(`${percent(1 - shareOf(first, succeeded))} of the first 60 fail, then 0 of ${count}`);
                assertAll("afterwards", answers, succeeded);
                assert.equal(requests, 0);
            });
        },
    },
    {
        title: "a pod that has just started gets its share of requests little by little",
        holds: async (mesh, figure) => {
            // Whatever changes a cluster of a proxy makes all its pods new again, and then none is warmer than another.
            await sleep(warmUpMs);
            const old = mesh.pods({ app: workload }).map(({ pod }) => pod.metadata.name);
            const deployment = mesh.object("Deployment", workload);
            const doubled = { ...deployment, spec: { ...(deployment["spec"] as object), replicas: 2 } };
            await mesh.with(doubled, async () => {
                const isNew = ({ servedBy = "" }: Answer): boolean => servedBy !== "" && !old.includes(servedBy);
                const shares = await sharesSince(client(mesh), isNew, warmUpWindows);
                figure(`${shares.map(percent).join(", then ")} (50 % once it is warm)`);
                // After 5 of 60 seconds it weighs a tenth of the other one at most, after 20 a third; five deviations on top.
                const [first = 1, later = 0] = shares;
                assert.ok(first < 1 / 11 + deviations(1 / 11), `${percent(first)} in its first seconds`);
                assert.ok(later > 1 / 4 - deviations(1 / 4), `${percent(later)} after 20 seconds`);
            });
            await eventually("the second pod is gone", () =>
                Promise.resolve(mesh.pods({ app: workload }).length === 1),
            );
        },
    },
    {
        title: "more than 1,024 requests at once are turned away before they reach a pod",
        holds: async (mesh, figure) => {
            const count = 1300;
            await misbehaving(only(mesh), { delayMs: 4000, percent: 0 }, async (server) => {
                await server.takeRecord();
                const answers = await client(mesh).send({ ...predict(workload), count, concurrency: count });
                const { maxConcurrent } = await server.takeRecord();
                figure(`${maxConcurrent} of ${count} at the pod at the same time`);
                assert.ok(maxConcurrent > 900 && maxConcurrent <= 1024, `${maxConcurrent}: ${summary(answers)}`);
                const refused = answers.filter((answer) => !succeeded(answer));
                assertAll("refused", refused, ({ grpcStatus }) => grpcStatus === grpc.unavailable);
            });
        },
    },
];

/** As the stack's DestinationRules have it. */
const warmUpMs = 60_000;
const warmUpPerSecond = 60;
/** Seconds since the first answer of a new pod. */
const warmUpWindows = [
    [0, 5],
    [20, 25],
] as const;

/** Five standard deviations of a share in such a window. */
function deviations(share: number): number {
    return 5 * Math.sqrt((share * (1 - share)) / (5 * warmUpPerSecond));
}

/** Shares of the answers that pass, in each of the windows after the first one that does. */
async function sharesSince(
    from: Program,
    passes: (answer: Answer) => boolean,
    windows: readonly (readonly [number, number])[],
): Promise<number[]> {
    const answers: Answer[] = [];
    const end = Math.max(...windows.map(([, to]) => to)) * 1000;
    const deadline = Date.now() + 180_000;
    let first: number | undefined;
    while (first === undefined ? Date.now() < deadline : Date.now() < first + end) {
        const load = { ...predict(workload), count: warmUpPerSecond, perSecond: warmUpPerSecond, concurrency: 8 };
        answers.push(...(await from.send(load)));
        first ??= answers.find(passes)?.at;
    }
    assert.ok(first !== undefined, "no answer of a new pod");
    const since = first;
    return windows.map(([after, until]) =>
        shareOf(
            answers.filter(({ at }) => at >= since + after * 1000 && at < since + until * 1000),
            passes,
        ),
    );
}

function client(mesh: Mesh): Program {
    return mesh.caller("anomaly-detection-client");
}

/** The workload's one server. */
function only(mesh: Mesh): Program {
    const [server] = mesh.servers({ app: workload });
    assert.ok(server !== undefined);
    return server;
}

/** A server answers badly for as long as `use` takes. */
export async function misbehaving(
    server: Program,
    behavior: Behavior,
    use: (server: Program) => Promise<void>,
): Promise<void> {
    await server.behave(behavior);
    try {
        await use(server);
    } finally {
        await server.behave({ percent: 0 });
    }
}
