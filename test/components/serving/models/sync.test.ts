import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("copied models", () => {
    it("copy through the proxy, to the bucket's own hosts and nowhere else", async () => {
        const run = await render({ w: detector, x: detector });
        const entries = run.resources.filter(({ inputs }) => inputs.kind === "ServiceEntry");
        assert.equal(entries.length, 1, "one entry for all workloads of a namespace");
        assert.deepEqual(spec(run, "ServiceEntry", "models-bucket").hosts, [
            "test-models.s3.us-west-2.amazonaws.com",
            "s3.us-west-2.amazonaws.com",
        ]);
        const [sync] = spec(run, "Deployment", "w").template.spec.initContainers;
        assert.deepEqual(sync.args, ["m", "1", "models/m/1/", "any"]);
        assert.equal(run.dependsOn(run.object("Deployment", "w"), entries[0]!), true);
    });

    it("request no more CPU than the server after them, which alone decides where the pod fits", async () => {
        const of = (request: string, limit: string) => ({
            ...detector,
            resources: { requests: { cpu: request }, limits: { cpu: limit } },
        });
        const run = await render({ small: of("150m", "600m"), large: of("4", "8") });
        for (const [name, request, limit] of [
            ["small", "150m", "600m"],
            ["large", "500m", "2"],
        ] as const) {
            const [{ resources }] = spec(run, "Deployment", name).template.spec.initContainers;
            assert.deepEqual([resources.requests.cpu, resources.limits.cpu], [request, limit]);
        }
    });
});
