import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { createReplicaSet, rolloutHashLabel } from "../../integration/standIns";
import { eventually } from "../../integration/wait";
import { workloadsOf } from "../../integration/workloads";
import { type KubeObject } from "../../integration/cluster/types";
import { stableHash } from "../callers";
import { type Answer } from "../program";
import { assertAll, percent, shareOf, succeeded } from "./answers";
import { type MeshScenario } from "./scenario";
import { infer, throughGateway } from "./targets";

const rollout = "ai-inference-rollout";
const canaryHash = "canary";
/** Below what the gateway lets one client send. */
const perSecond = 40;
/** How long the weights stay where they are: every proxy has them long before. */
const secondsPerStep = 4;

export const lifecycle: readonly MeshScenario[] = [
    {
        title: "a canary takes over step by step without one failed request",
        holds: async (mesh, figure) => {
            const workload = workloadsOf(mesh.objects).find(({ object }) => object.metadata.name === rollout);
            assert.ok(workload !== undefined);
            await createReplicaSet(mesh.client, workload.object, workload.template, 1, canaryHash);
            const canary = { app: rollout, [rolloutHashLabel]: canaryHash };
            await eventually("the canary's pod", () => Promise.resolve(mesh.servers(canary)[0]), 120);
            const names = mesh.servers(canary).map(({ name }) => name);

            const weights = [0, 10, 20, 50, 100];
            await mesh
                .with(withHashes(mesh.object("DestinationRule", rollout)), async () => {
                    const seconds = weights.length * secondsPerStep + 2;
                    const load = { ...infer(rollout), count: seconds * perSecond, perSecond, concurrency: 8 };
                    const sent = mesh.caller("ai-inference-client").send(load);
                    for (const weight of weights) {
                        await mesh.replace(withWeight(mesh.object("VirtualService", rollout), weight));
                        await sleep(secondsPerStep * 1000);
                    }
                    const answers = await sent;
                    const last = answers.slice(-perSecond);
                    const ofCanary = ({ servedBy }: Answer): boolean => names.includes(servedBy ?? "");
                    figure(`${answers.length} requests, ${answers.filter((each) => !succeeded(each)).length} failed`);
                    assertAll("every request", answers, succeeded);
                    assert.equal(shareOf(answers.slice(0, perSecond), ofCanary), 0);
                    assert.equal(shareOf(last, ofCanary), 1, `${percent(shareOf(last, ofCanary))} at weight 100`);
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

/** Does what Argo Rollouts does to the subsets: each gets the pods of its version. */
function withHashes(rule: KubeObject): KubeObject {
    const changed = structuredClone(rule);
    const { subsets } = changed["spec"] as { subsets: { name: string; labels: Record<string, string> }[] };
    for (const subset of subsets) {
        subset.labels[rolloutHashLabel] = subset.name === "canary" ? canaryHash : stableHash;
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
