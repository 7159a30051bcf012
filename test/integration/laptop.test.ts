import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { addonsWithData, storeThatIsThere } from "../support/existingStack";
import { requestsOfPod, requestsText, sum } from "../support/requests";
import { prepareNamespaces, refusals } from "./apply";
import { accepted } from "./cluster/client";
import { describeObject, type KubeObject, type V1Pod } from "./cluster/types";
import { kindPods, standInPod } from "./kind";
import { allPods, unschedulableReason } from "./pods";
import { render } from "./rendered";
import { settled } from "./settled";
import { describeEach } from "./suite";
import { eventually } from "./wait";

/** Of the proxy that istiod would add. */
const proxy = { cpu: 0.1, memoryGiB: 0.125 };

/** The example stack for a laptop, on a node like that of kind on a machine with 4 CPUs and 8 GiB. */
describeEach(
    ["local"],
    "a laptop",
    async (stack) => {
        const env = await settled(stack);
        const injected = env.serving.filter(({ object }) => object.metadata.namespace === "ml-production");
        for (const { object } of injected) {
            accepted(await env.client.create(standInPod(`proxy-of-${object.metadata.name}`, proxy)));
        }
        return env;
    },
    (prepared) => {
        it("has a node for every pod of the stack, its charts and Kubernetes itself", async () => {
            const { client, batch } = prepared();
            assert.ok(batch.length > 0, "the stack makes its buckets");
            const pods = await eventually("a decision about every pod", async () => {
                const all = await allPods(client);
                const decided = all.every((pod) => pod.spec?.nodeName ?? unschedulableReason(pod));
                return decided ? all : undefined;
            });
            const homeless = pods.flatMap((pod) => unschedulableReason(pod) ?? []);
            assert.deepEqual(homeless, []);
            const all = sum(pods.map(({ spec }) => requestsOfPod(spec ?? { containers: [] })));
            const itself = sum(Object.values(kindPods));
            const stack = requestsText({ cpu: all.cpu - itself.cpu, memoryGiB: all.memoryGiB - itself.memoryGiB });
            console.log(`      ${pods.length} pods: ${requestsText(all)}, of which the stack ${stack}`);
            const page = readFileSync(path.resolve(__dirname, "../../docs/local.md"), "utf8");
            assert.ok(page.includes(stack), `docs/local.md does not have ${stack}`);
        });

        for (const [store, settings] of Object.entries({
            "the stack's own store": addonsWithData,
            "a store that is there": [storeThatIsThere, ...addonsWithData],
        })) {
            it(`accepts what keeps logs, traces, artifacts and backups in ${store}`, async () => {
                const { client } = prepared();
                const { manifests } = await render("local", settings);
                await prepareNamespaces(client, manifests);
                const known: KubeObject[] = [];
                for (const object of manifests) {
                    if (await client.knows(object)) {
                        known.push(object);
                    }
                }
                const replies = known.map(async (object) => ({
                    object,
                    reply: await client.apply(object, { dryRun: true }),
                }));
                assert.deepEqual(refusals(await Promise.all(replies)), []);
                const added = known.filter(({ metadata }) =>
                    ["logging", "tracing", "mlflow"].includes(metadata.namespace ?? ""),
                );
                assert.ok(added.length > 15, `${added.length} objects`);
            });
        }

        it("has room to replace every pod of the stack by one of the next update", async () => {
            const { client, serving } = prepared();
            assert.ok(serving.length > 0);
            for (const { object } of serving) {
                const annotations = { "test/update": "next" };
                const body = { spec: { template: { metadata: { annotations } } } };
                const merge = { body, contentType: "application/merge-patch+json" };
                accepted(await client.send("PATCH", await client.pathOf(object), merge));
            }
            for (const { object } of serving) {
                await eventually(`${describeObject(object)} has no pod of before`, async () => {
                    const { metadata, status, spec } = (await client.read(object)) as KubeObject & Updated;
                    const { replicas = 1 } = spec;
                    return (
                        status.observedGeneration === metadata.generation &&
                        status.updatedReplicas === replicas &&
                        status.readyReplicas === replicas &&
                        status.replicas === replicas
                    );
                }).catch(async (error: Error) => {
                    const waiting = (await allPods(client)).flatMap((pod: V1Pod) => unschedulableReason(pod) ?? []);
                    throw new Error([error.message, ...waiting].join("\n"));
                });
            }
        });
    },
);

/** A Deployment or StatefulSet, as far as its update is concerned. */
interface Updated {
    readonly spec: { readonly replicas?: number };
    readonly status: {
        readonly observedGeneration?: number;
        readonly replicas?: number;
        readonly updatedReplicas?: number;
        readonly readyReplicas?: number;
    };
}
