import assert from "node:assert/strict";
import { Fate, type Step } from "../../../simulation/engine/step";
import { dangers } from "../../../simulation/rehearse/danger";
import { step } from "./aStep";

describe("dangers", () => {
    it("names what would be replaced or deleted, why, and what goes with it", () => {
        const bucket = step({ fate: Fate.Replace, replacedBy: ["bucket"] });
        const database = step({ type: "aws:rds/instance:Instance", name: "db", fate: Fate.Delete });
        assert.deepEqual(dangers([bucket, database], []), [
            {
                urn: bucket.urn,
                type: bucket.type,
                name: "models",
                fate: "replace",
                causes: ["bucket"],
                loses: "the objects in it",
            },
            {
                urn: database.urn,
                type: database.type,
                name: "db",
                fate: "delete",
                causes: [],
                loses: "the data in the database",
            },
        ]);
    });

    it("does not mind what is made, changed in place or left alone", () => {
        const fates = [Fate.Create, Fate.Update, Fate.Same];
        assert.deepEqual(
            dangers(
                fates.map((fate) => step({ fate, protect: true })),
                [],
            ),
            [],
        );
    });

    it("does not mind the loss of what can be made again", () => {
        assert.deepEqual(dangers([step({ type: "kubernetes:apps/v1:Deployment", fate: Fate.Replace })], []), []);
    });

    it("minds whatever is protected, and the role that nodes run under", () => {
        const loses = (over: Partial<Step>) => dangers([step({ fate: Fate.Delete, ...over })], [])[0]?.loses;
        const role = "aws:iam/role:Role";
        const trusts = (service: string) => ({
            assumeRolePolicy: JSON.stringify({ Statement: [{ Principal: { Service: service } }] }),
        });
        assert.equal(loses({ type: "aws:sqs/queue:Queue", protect: true }), "what the program protects");
        assert.equal(loses({ type: role, inputs: trusts("ec2.amazonaws.com") }), "every node that runs under it");
        assert.equal(loses({ type: role, inputs: trusts("pods.eks.amazonaws.com") }), undefined);
    });

    it("sees into remote components, which the engine itself never replaces", () => {
        const urn = "urn:pulumi:dev::p::eks:index:Cluster::main";
        assert.deepEqual(dangers([], [{ urn, type: "eks:index:Cluster", causes: ["name"] }]), [
            {
                urn,
                type: "eks:index:Cluster",
                name: "main",
                fate: "replace",
                causes: ["name"],
                loses: "the cluster and everything that runs in it",
            },
        ]);
    });
});
