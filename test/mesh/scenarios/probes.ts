import assert from "node:assert/strict";
import { istioPorts } from "../../../components/kubernetes/wellKnown";
import { applicationOf } from "../containers";
import { type Running } from "../pods";
import { misbehaving } from "./resilience";
import { type MeshScenario } from "./scenario";

const workload = "ai-inference-app";
const kinds = ["startupProbe", "livenessProbe", "readinessProbe"] as const;

/** What the kubelet asks: it has no certificate, so the injector sends its questions to the agent. */
export const probes: readonly MeshScenario[] = [
    {
        title: "probes reach a server through the agent, without a certificate, and fail when it does",
        holds: async (mesh, figure) => {
            const [pod] = mesh.pods({ app: workload });
            assert.ok(pod?.application !== undefined);
            await pod.application.takeRecord();
            assert.deepEqual(await askedAll(pod), [200, 200, 200]);
            const { paths = {} } = await pod.application.takeRecord();
            assert.deepEqual(Object.keys(paths).sort(), ["/health", "/ready", "/startup"]);
            await misbehaving(pod.application, { status: 503 }, async () => {
                assert.deepEqual(await askedAll(pod), [503, 503, 503]);
            });
            figure("200 from /startup, /health and /ready, 503 from a server that fails");
        },
    },
];

/** The status that the kubelet would see, for each probe of the injected pod. */
async function askedAll({ pod, address }: Running): Promise<number[]> {
    return await Promise.all(
        kinds.map(async (kind) => {
            const question = applicationOf(pod)?.[kind]?.httpGet;
            assert.equal(question?.port, istioPorts.agent, `${kind} does not ask the agent`);
            return (await fetch(`http://${address}:${question.port}${question.path ?? "/"}`)).status;
        }),
    );
}
