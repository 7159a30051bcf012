import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createReplicaSet, rolloutHashLabel } from "../../integration/standIns";
import { eventually } from "../../integration/wait";
import { workloadsOf } from "../../integration/workloads";
import { type KubeObject } from "../../integration/cluster/types";
import { stableHash } from "../callers";
import { type Mesh } from "../mesh";
import { type Answer } from "../program";
import { assertAll, shareOf, succeeded } from "./answers";
import { type MeshScenario } from "./scenario";
import { infer, throughGateway } from "./targets";

const rollout = "ai-inference-rollout";
/** Version of a Rollout that comes while the other one serves. */
const newHash = "new";
/** Below what the gateway lets one client send. */
const perSecond = 40;
/** How long the weights stay where they are: every proxy has them long before. */
const secondsPerStep = 4;

export const lifecycle: readonly MeshScenario[] = [
    {
        title: "a canary takes over step by step without one failed request",
        holds: async (mesh, figure) => {
            const names = await startNewVersion(mesh, rollout);

            const weights = [0, 10, 20, 50, 100];
            await mesh
                .with(withHashes(mesh.object("DestinationRule", rollout)), async () => {
                    const seconds = weights.length * secondsPerStep + 2;
                    const load = { ...infer(rollout), count: seconds * perSecond, perSecond, concurrency: 8 };
                    const client = mesh.caller("ai-inference-client");
                    const sent = client.send(load);
                    for (const weight of weights) {
                        await mesh.replace(withWeight(mesh.object("VirtualService", rollout), weight));
                        await sleep(secondsPerStep * 1000);
                    }
                    const answers = await sent;
                    const ofCanary = ({ servedBy }: Answer): boolean => names.includes(servedBy ?? "");
                    figure(`${answers.length} requests, ${answers.filter((each) => !succeeded(each)).length} failed`);
                    assertAll("every request", answers, succeeded);
                    assert.equal(shareOf(answers.slice(0, perSecond), ofCanary), 0);
                    await mesh.settles("the canary has all requests", async () => {
                        assertAll("at weight 100", await client.send({ ...infer(rollout), count: 20 }), ofCanary);
                    });
                })
                .finally(() => mesh.replace(mesh.object("VirtualService", rollout)));
        },
    },
    {
        title: "a pod ends under load without one failed request",
        holds: async (mesh, figure) => {
            const [ending, other] = mesh.pods({ app: "ai-inference-app" });
            assert.ok(ending !== undefined && other !== undefined);
            const grace = ending.pod.spec.terminationGracePeriodSeconds ?? 30;
            const load = throughGateway(mesh, "/ai-inference-app/predict");
            // Until after the pod's hook and the end of its server.
            const seconds = 20;
            const sent = mesh.outside.clients.visitor.send({
                ...load,
                count: seconds * perSecond,
                perSecond,
                concurrency: 8,
            });
            await sleep(1000);
            const pod = { ...ending.pod, apiVersion: "v1", kind: "Pod" } satisfies KubeObject;
            await mesh.client.delete(pod);
            const answers = await sent;
            figure(`${answers.length} requests, ${answers.filter((each) => !succeeded(each)).length} failed`);
            assertAll("every request", answers, succeeded);
            const name = ending.pod.metadata.name;
            assert.ok(answers.slice(0, perSecond).some(({ servedBy }) => servedBy === name));
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

/** Does what Argo Rollouts does first: a pod of the new version, beside the others. @returns its name */
async function startNewVersion(mesh: Mesh, name: string): Promise<readonly string[]> {
    const workload = workloadsOf(mesh.objects).find(({ object }) => object.metadata.name === name);
    assert.ok(workload !== undefined);
    await createReplicaSet(mesh.client, workload.object, workload.template, 1, newHash);
    const version = { app: name, [rolloutHashLabel]: newHash };
    await eventually("a pod of the new version", () => Promise.resolve(mesh.servers(version)[0]), 120);
    return mesh.servers(version).map((server) => server.name);
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
