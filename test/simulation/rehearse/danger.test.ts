import assert from "node:assert/strict";
import { Fate, type Step } from "../../../simulation/engine/step";
import { dangers, resizes } from "../../../simulation/rehearse/danger";
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

    it("lets a password go to its next version, and lists any other change of it", () => {
        const changed = (from: string | undefined, to: string | undefined) => {
            const keepers = (version: string | undefined) => (version === undefined ? {} : { keepers: { version } });
            const type = "random:index/randomPassword:RandomPassword";
            const replaced = { type, name: "postgres", fate: Fate.Replace, replacedBy: ["keepers"] };
            return dangers([step({ ...replaced, inputs: keepers(to), oldInputs: keepers(from) })], []).map(
                ({ loses }) => loses,
            );
        };
        assert.deepEqual(changed("1", "2"), []);
        assert.deepEqual(changed("9", "10"), []);
        assert.deepEqual(changed("1", "3"), ["the users of version 1, which pods log in as: go to 2"]);
        assert.deepEqual(changed("3", "2"), ["the users of version 3, which pods log in as: go to 4"]);
        assert.deepEqual(changed(undefined, undefined), ["the password in use"]);
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

    it("lists volumes whose new size existing claims do not follow", () => {
        const release = { type: "kubernetes:helm.sh/v3:Release", fate: Fate.Update };
        const spec = "values.prometheus.prometheusSpec";
        const claim = `${spec}.storageSpec.volumeClaimTemplate.spec.resources.requests.storage`;
        const prometheus = step({ ...release, name: "prometheus", changes: [claim, `${spec}.retentionSize`] });
        const loki = step({ ...release, name: "loki", changes: [claim] });
        const grafana = step({ ...release, name: "grafana", changes: ["values.grafana.persistence.size"] });
        const tempo = step({ ...release, name: "tempo", changes: ["values.persistence.size"] });
        const set = step({
            type: "kubernetes:apps/v1:StatefulSet",
            name: "detector",
            fate: Fate.Replace,
            changes: ["spec.volumeClaimTemplates[0].spec.resources.requests.storage"],
        });
        const kept = "existing claims keep their size until they are grown by hand";
        assert.deepEqual(
            resizes([prometheus, loki, grafana, tempo, set]).map(({ name, fate, causes, loses }) => [
                name,
                fate,
                causes,
                loses,
            ]),
            [
                ["prometheus", "resize", [claim], `${kept}, but the limit on what is kept follows at once`],
                ["loki", "resize", [claim], kept],
                [
                    "grafana",
                    "resize",
                    grafana.changes,
                    "its claim grows with the release, but the API server rejects a smaller size",
                ],
                [
                    "tempo",
                    "resize",
                    tempo.changes,
                    `the API server rejects the new size in the StatefulSet, the release is rolled back, and ${kept}`,
                ],
                ["detector", "resize", set.changes, `its pods are recreated all at once, and ${kept}`],
            ],
        );
    });

    it("ignores volumes that are new, and sizes of anything else", () => {
        const type = "kubernetes:helm.sh/v3:Release";
        const requests = "resources.requests.memory";
        assert.deepEqual(
            resizes([
                step({ type, fate: Fate.Create, changes: ["values.grafana.persistence.size"] }),
                step({ type, fate: Fate.Update, changes: [`values.grafana.${requests}`, "values.storage.kind"] }),
                step({
                    type: "kubernetes:apps/v1:StatefulSet",
                    fate: Fate.Update,
                    changes: [`spec.template.${requests}`],
                }),
            ]),
            [],
        );
    });
});
