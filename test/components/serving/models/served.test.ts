import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";
import { simulateStack } from "../../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const digest = `sha256:${"a".repeat(64)}`;

describe("the models of a workload", () => {
    it("carry the digest of what they serve, when the stack file vouches for all of it", async () => {
        const annotation = async (models: object) =>
            spec(await render({ w: { ...detector, models } }), "Deployment", "w").template.metadata.annotations[
                "inference-platform/model-digest"
            ];
        assert.equal(await annotation({ m: { versions: [1], digests: { 1: digest } } }), digest);
        assert.equal(await annotation({ m: { versions: [1, 2], digests: { 1: digest } } }), undefined);
        const both = await annotation({ m: { versions: [1, 2], digests: { 1: digest, 2: digest } } });
        assert.match(both, /^sha256:[0-9a-f]{64}$/);
        assert.notEqual(both, digest);
    });

    it("give the identity the prefixes of the models served, once each", async () => {
        const run = await render({
            w: { ...detector, models: { b: { versions: [1] }, a: { versions: [1], path: "x/" } } },
        });
        const identity = run.resources.find(({ type }) => type === "test:cloud:WorkloadIdentity");
        assert.deepEqual(identity?.inputs.access, [
            { kind: "read-objects", store: "models", prefix: "models/b/" },
            { kind: "read-objects", store: "models", prefix: "models/x/" },
        ]);
    });

    it("start after their identity: a pod without it would be refused by the bucket for as long as it lives", async () => {
        const run = await simulateStack("prod");
        const association = run.one("aws:eks/podIdentityAssociation:PodIdentityAssociation", "object-detection");
        assert.equal(run.dependsOn(run.object("Deployment", "object-detection-v1"), association), true);
    });
});
