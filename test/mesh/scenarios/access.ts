import assert from "node:assert/strict";
import { type Caller, foreignNamespace } from "../callers";
import { type Load } from "../program";
import { addressOf, nameOf } from "../outside";
import { assertAll, denied, succeeded, summary } from "./answers";
import { type MeshScenario } from "./scenario";
import { hostOf, infer, predict, predictOverHttp } from "./targets";

/** Who may call what: each workload's callers in the stack files. */
const admitted: readonly [Caller, string, Load][] = [
    ["object-detection-client", "gRPC", predict("object-detection")],
    ["anomaly-detection-client", "gRPC", predict("anomaly-detection")],
    ["anomaly-detection-client", "HTTP", predictOverHttp("anomaly-detection")],
    ["ai-inference-client", "HTTP", infer("ai-inference-rollout")],
];

/** Everyone else, and listed callers on what is not theirs. */
const refused: readonly [Caller, string, Load][] = [
    ["stranger", "a workload that does not list it", predict("object-detection")],
    ["anomaly-detection-client", "a workload that lists another caller", predict("object-detection")],
    [
        "namesake",
        `a workload whose caller has its name in another namespace than ${foreignNamespace}`,
        predict("object-detection"),
    ],
    ["object-detection-client", "a port that it is not listed for", predictOverHttp("object-detection")],
    ["object-detection-client", "a method that gRPC does not use", { ...predict("object-detection"), method: "PUT" }],
    ["stranger", "an inference service that does not list it", infer("ai-inference-rollout")],
    ["ai-inference-client", "an inference service for the gateway alone", infer("ai-inference-app")],
    ["ai-inference-client", "a pod without a policy of its own", { url: `http://${hostOf("stranger")}:8080/` }],
];

const calls = 20;

export const access: readonly MeshScenario[] = [
    {
        title: "listed callers reach their workloads",
        holds: async (mesh, figure) => {
            for (const [caller, port, load] of admitted) {
                const answers = await mesh.caller(caller).send({ ...load, count: calls });
                assertAll(`"${caller}" by ${port}`, answers, succeeded);
            }
            figure(`${admitted.length} callers, ${calls} of ${calls} each`);
        },
    },
    {
        title: "everyone else gets 403",
        holds: async (mesh, figure) => {
            for (const [caller, what, load] of refused) {
                const answers = await mesh.caller(caller).send({ ...load, count: calls });
                assertAll(`"${caller}" on ${what}`, answers, denied);
            }
            figure(`${refused.length} callers, ${calls} of ${calls} each`);
        },
    },
    {
        title: "plain text is refused, also of whoever has the address",
        holds: async (mesh, figure) => {
            const pods = [...mesh.pods({ app: "object-detection" }), ...mesh.pods({ app: "ai-inference-app" })];
            assert.ok(pods.length >= 4);
            for (const { pod, address } of pods) {
                for (const { containerPort } of pod.spec.containers.flatMap(({ ports = [] }) => ports)) {
                    const url = `http://${address}:${containerPort}/predict`;
                    const answers = await mesh.outside.clients.neighbor.send({ url });
                    assertAll(url, answers, ({ error }) => error === "reset");
                }
            }
            figure(`${pods.length} pods, every port: reset`);
        },
    },
    {
        title: "hosts outside are reached when they are listed, each by its own name",
        holds: async (mesh, figure) => {
            const client = mesh.caller("anomaly-detection-client");
            for (const host of ["events", "store"] as const) {
                assert.deepEqual(await client.connect(addressOf(host), nameOf(host)), { said: nameOf(host) });
            }
            figure("two TLS hosts on port 443 by their names");
        },
    },
    {
        title: "two TCP hosts on one port are told apart",
        holds: async (mesh, figure) => {
            const client = mesh.caller("anomaly-detection-client");
            for (const host of ["ledger", "catalog"] as const) {
                for (let attempt = 0; attempt < calls; attempt += 1) {
                    assert.deepEqual(await client.connect(addressOf(host)), { said: nameOf(host) });
                }
            }
            // Neither of them, on the same port.
            const elsewhere = await client.connect("198.51.100.60:6432");
            assert.equal(elsewhere.said, undefined);
            figure(`${calls} of ${calls} each`);
        },
    },
    {
        title: "hosts that are not listed are refused",
        holds: async (mesh, figure) => {
            const client = mesh.caller("anomaly-detection-client");
            const byName = await client.connect(addressOf("unlisted"), nameOf("unlisted"));
            assert.deepEqual(byName, { error: "reset" });
            const answers = await client.send({ url: "http://unlisted.example.org/", count: calls });
            assertAll(summary(answers), answers, ({ servedBy }) => servedBy === undefined);
            // The same host answers whoever is not in the mesh.
            const outside = await mesh.outside.clients.visitor.connect(addressOf("unlisted"), nameOf("unlisted"));
            assert.deepEqual(outside, { said: nameOf("unlisted") });
            figure("reset");
        },
    },
];
