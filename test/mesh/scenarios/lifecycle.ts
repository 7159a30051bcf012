import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createReplicaSet, rolloutHashLabel } from "../../integration/standIns";
import { eventually } from "../../integration/wait";
import { workloadsOf } from "../../integration/workloads";
import { type KubeObject } from "../../integration/cluster/types";
import { stableHash } from "../callers";
import { type Mesh } from "../mesh";
import { type Answer } from "../program";
import { answeredBefore, assertAll, shareOf, succeeded } from "./answers";
import { type MeshScenario } from "./scenario";
import { infer, throughGateway } from "./targets";

const rollout = "ai-inference-rollout";
/** Version of a Rollout that comes while the other one serves. */
const newHash = "new";
/** Below what the gateway lets one client send. */
const perSecond = 40;
/** How long the weights stay where they are: every proxy has them long before. */
const secondsPerStep = 4;

const blueGreen = "switched";
/** Inside the mesh no rate is limited; more requests meet the moment of a switch. */
const switchPerSecond = 200;

export const lifecycle: readonly MeshScenario[] = [
    {
        title: "a canary takes over step by step without one failed request",
        holds: async (mesh, figure) => {
            const weights = [10, 20, 50, 100];
            await mesh
                .with(withHashes(mesh.object("DestinationRule", rollout)), async () => {
                    const seconds = (weights.length + 1) * secondsPerStep + 2;
                    const load = { ...infer(rollout), count: seconds * perSecond, perSecond, concurrency: 8 };
                    const client = mesh.caller("ai-inference-client");
                    await mesh.replace(withWeight(mesh.object("VirtualService", rollout), 0));
                    const ofCanary = isOf(await startNewVersion(mesh, rollout, 1));
                    await mesh.settles("the old version has all requests", async () => {
                        const answers = await client.send({ ...infer(rollout), count: 20 });
                        assertAll("at weight 0", answers, (each) => succeeded(each) && !ofCanary(each));
                    });
                    const sent = client.send(load);
                    await sleep(secondsPerStep * 1000);
                    const raised = Date.now();
                    for (const weight of weights) {
                        await mesh.replace(withWeight(mesh.object("VirtualService", rollout), weight));
                        await sleep(secondsPerStep * 1000);
                    }
                    const answers = await sent;
                    figure(`${answers.length} requests, ${answers.filter((each) => !succeeded(each)).length} failed`);
                    assertAll("every request", answers, succeeded);
                    assertAll("at weight 0", answeredBefore(answers, raised), (each) => !ofCanary(each));
                    await mesh.settles("the canary has all requests", async () => {
                        assertAll("at weight 100", await client.send({ ...infer(rollout), count: 20 }), ofCanary);
                    });
                })
                .finally(() => mesh.replace(mesh.object("VirtualService", rollout)));
        },
    },
    {
        title: "a blue-green switch fails no request",
        holds: async (mesh, figure) => {
            const active = mesh.object("Service", blueGreen);
            const preview = mesh.object("Service", `${blueGreen}-preview`);
            await mesh.with(selecting(active, stableHash), async () => {
                await mesh.with(selecting(preview, newHash), async () => {
                    const seconds = 4 * secondsPerStep;
                    const perSecond = switchPerSecond;
                    const client = mesh.caller("ai-inference-client");
                    // Only now: a Service that still selects every version would take these pods in, for a second or so.
                    const isNew = isOf(await startNewVersion(mesh, blueGreen, 2));
                    await mesh.settles("the old version has all requests", async () => {
                        const answers = await client.send({ ...infer(blueGreen), count: 20 });
                        assertAll("before the switch", answers, (each) => succeeded(each) && !isNew(each));
                    });
                    const load = { ...infer(blueGreen), count: seconds * perSecond, perSecond, concurrency: 8 };
                    const sent = client.send(load);
                    await sleep(secondsPerStep * 1000);
                    const switched = Date.now();
                    await mesh.replace(selecting(active, newHash));
                    const answers = await sent;
                    figure(`${answers.length} requests, ${answers.filter((each) => !succeeded(each)).length} failed`);
                    assertAll("every request", answers, succeeded);
                    assertAll("before", answeredBefore(answers, switched), (each) => !isNew(each));
                    const after = answers.filter(({ at }) => at > switched + 2 * secondsPerStep * 1000);
                    assertAll("two steps after", after, isNew);
                });
            });
        },
    },
    {
        title: "a pod ends under load without one failed request",
        holds: async (mesh, figure) => {
            const [ending, other] = mesh.pods({ app: "ai-inference-app" });
            assert.ok(ending?.application !== undefined && other !== undefined);
            const { application } = ending;
            const grace = ending.pod.spec.terminationGracePeriodSeconds ?? 30;
            const load = throughGateway(mesh, "/ai-inference-app/predict");
            // Until after the pod's hook and the end of its server.
            const seconds = 20;
            await application.takeRecord();
            const sent = mesh.outside.clients.visitor.send({
                ...load,
                count: seconds * perSecond,
                perSecond,
                concurrency: 8,
            });
            await eventually("the pod has requests", async () => (await application.takeRecord()).requests > 0);
            const pod = { ...ending.pod, apiVersion: "v1", kind: "Pod" } satisfies KubeObject;
            await mesh.client.delete(pod);
            const answers = await sent;
            figure(`${answers.length} requests, ${answers.filter((each) => !succeeded(each)).length} failed`);
            assertAll("every request", answers, succeeded);
            const name = ending.pod.metadata.name;
            assert.ok(answers.some(({ servedBy }) => servedBy === name));
            assert.equal(
                shareOf(answers.slice(-perSecond), ({ servedBy }) => servedBy === name),
                0,
            );
            await eventually("the pod is gone", async () => (await mesh.client.read(pod)) === undefined, grace);
            await eventually(
                "another pod takes its place",
                () => Promise.resolve(mesh.pods({ app: "ai-inference-app" }).length === 2),
                120,
            );
        },
    },
];

/** Whether one of these pods has answered. */
function isOf(pods: readonly string[]): (answer: Answer) => boolean {
    return ({ servedBy }) => pods.includes(servedBy ?? "");
}

/** Does what Argo Rollouts does first: pods of the new version, beside the others. @returns their names */
async function startNewVersion(mesh: Mesh, name: string, pods: number): Promise<readonly string[]> {
    const workload = workloadsOf(mesh.objects).find(({ object }) => object.metadata.name === name);
    assert.ok(workload !== undefined);
    await createReplicaSet(mesh.client, workload.object, workload.template, pods, newHash);
    const version = { app: name, [rolloutHashLabel]: newHash };
    await eventually("pods of the new version", () => Promise.resolve(mesh.servers(version).length === pods), 120);
    return mesh.servers(version).map((server) => server.name);
}

/** Does what Argo Rollouts does to the Services of a blue-green workload. */
function selecting(service: KubeObject, hash: string): KubeObject {
    const { selector, ...spec } = service["spec"] as { readonly selector: Readonly<Record<string, string>> };
    return { ...service, spec: { ...spec, selector: { ...selector, [rolloutHashLabel]: hash } } };
}

/** Does what Argo Rollouts does to the subsets: each gets the pods of its version. */
function withHashes(rule: KubeObject): KubeObject {
    const changed = structuredClone(rule);
    const { subsets } = changed["spec"] as { subsets: { name: string; labels: Record<string, string> }[] };
    for (const subset of subsets) {
        subset.labels[rolloutHashLabel] = subset.name === "canary" ? newHash : stableHash;
    }
    return changed;
}

/** Does what Argo Rollouts does to the weights. */
function withWeight(service: KubeObject, weight: number): KubeObject {
    const changed = structuredClone(service);
    const { http } = changed["spec"] as { http: { route: { destination: { subset: string }; weight: number }[] }[] };
    for (const { route } of http) {
        for (const each of route) {
            each.weight = each.destination.subset === "canary" ? weight : 100 - weight;
        }
    }
    return changed;
}
