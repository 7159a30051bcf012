import assert from "node:assert/strict";
import { faultsOf, render } from "../../../support/serving/render";
import { type Simulated } from "../../../support/simulate";

const secrets = { API_KEY: { secret: "service" } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } }, secrets };
const cached = { modelVolume: { kind: "persistent-cache" } };
const edge = { kind: "edge-inference", image: "example.com/edge:1.0.0", secrets };

const followed = { "secret.reloader.stakater.com/reload": "w-secrets" };

function annotationsOf(run: Simulated, kind: string): Readonly<Record<string, string>> | undefined {
    const { metadata } = run.object(kind, "w").inputs as { metadata: { annotations?: Record<string, string> } };
    return metadata.annotations;
}

describe("a changed secret", () => {
    it("restarts the pods that read it, whatever owns them", async () => {
        assert.deepEqual(annotationsOf(await render({ w: app }), "Deployment"), followed);
        assert.deepEqual(annotationsOf(await render({ w: { ...app, ...cached } }), "StatefulSet"), followed);
        assert.deepEqual(annotationsOf(await render({ w: edge }), "DaemonSet"), {
            "pulumi.com/skipAwait": "true",
            ...followed,
        });
    });

    for (const strategy of ["progressive", "blue-green"]) {
        it(`replaces the pods of a Rollout as they are, without a new version: ${strategy}`, async () => {
            const run = await render({ w: { ...app, traffic: { strategy } } });
            assert.deepEqual(annotationsOf(run, "Rollout"), {
                ...followed,
                "reloader.stakater.com/rollout-strategy": "restart",
            });
        });
    }

    it("leaves the pods of each version of a weighted workload to their own Deployment", async () => {
        const traffic = { strategy: "weighted", versions: { v1: { weight: 80 }, v2: { weight: 20 } } };
        const run = await render({ w: { ...app, traffic } });
        const deployments = run.all("kubernetes:apps/v1:Deployment").map(({ inputs }) => inputs.metadata);
        assert.deepEqual(
            deployments.map((metadata) => (metadata as { annotations?: object }).annotations),
            [followed, followed],
        );
    });

    it("restarts nothing that reads no secret, that ignores it, or where nothing follows it", async () => {
        const { secrets: _, ...without } = app;
        assert.equal(annotationsOf(await render({ w: without }), "Deployment"), undefined);
        const ignored = { ...app, secretChanges: "ignore" };
        assert.equal(annotationsOf(await render({ w: ignored }), "Deployment"), undefined);
        const rollout = { ...ignored, traffic: { strategy: "progressive" } };
        assert.equal(annotationsOf(await render({ w: rollout }), "Rollout"), undefined);
        assert.equal(annotationsOf(await render({ w: app }, { reloader: undefined }), "Deployment"), undefined);
    });

    it("changes nothing of the pods themselves, so that no pod restarts because it is followed", async () => {
        const template = (run: Simulated) =>
            (run.object("Deployment", "w").inputs.spec as { template: object }).template;
        assert.deepEqual(
            template(await render({ w: app })),
            template(await render({ w: { ...app, secretChanges: "ignore" } })),
        );
    });

    for (const workload of [app, edge]) {
        it(`cannot restart the pods of ${workload.kind} without the add-on`, () => {
            assert.deepEqual(
                faultsOf(
                    { w: { ...workload, secretChanges: "restart" } },
                    { addons: { reloader: { enabled: false } } },
                ),
                [
                    {
                        path: "workloads.w.secretChanges",
                        reason: 'is restart, and "addons.reloader.enabled" is false: switch it on, or set ignore and restart the pods yourself',
                    },
                ],
            );
        });
    }
});
