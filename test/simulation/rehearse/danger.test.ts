import assert from "node:assert/strict";
import { Fate, type Step } from "../../../simulation/engine/step";
import { dangers } from "../../../simulation/rehearse/danger";
import { step } from "../../support/step";

describe("dangers", () => {
    it("lists replaced and deleted stateful resources, with cause and loss", () => {
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

    it("ignores creates, updates in place and unchanged resources", () => {
        const fates = [Fate.Create, Fate.Update, Fate.Same];
        assert.deepEqual(
            dangers(
                fates.map((fate) => step({ fate, protect: true })),
                [],
            ),
            [],
        );
    });

    it("ignores resources that can be recreated", () => {
        assert.deepEqual(dangers([step({ type: "kubernetes:apps/v1:Deployment", fate: Fate.Replace })], []), []);
    });

    it("lists protected resources and node roles", () => {
        const loses = (over: Partial<Step>) => dangers([step({ fate: Fate.Delete, ...over })], [])[0]?.loses;
        const role = "aws:iam/role:Role";
        const trusts = (service: string) => ({
            assumeRolePolicy: JSON.stringify({ Statement: [{ Principal: { Service: service } }] }),
        });
        assert.equal(loses({ type: "aws:sqs/queue:Queue", protect: true }), "a resource that the program protects");
        assert.equal(loses({ type: role, inputs: trusts("ec2.amazonaws.com") }), "every node with this role");
        assert.equal(loses({ type: role, inputs: trusts("pods.eks.amazonaws.com") }), undefined);
    });

    it("lists replacements inside remote components, which the engine does not see", () => {
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
