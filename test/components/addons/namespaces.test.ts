import assert from "node:assert/strict";
import { AddonNamespaces, kubeSystem, monitoring } from "../../../components/addons/namespaces";
import { simulate } from "../../support/simulate";
import * as pulumi from "@pulumi/pulumi";

describe("AddonNamespaces", () => {
    const namespaceType = "kubernetes:core/v1:Namespace";

    it("create a namespace once, with limits for containers that have none, and the reason for its level", async () => {
        const run = await simulate(() => {
            const parent = new pulumi.ComponentResource("test:index:Parent", "parent", {});
            const namespaces = new AddonNamespaces("1.36", { parent, dependsOn: [] });
            assert.deepEqual(namespaces.get(monitoring), namespaces.get(monitoring));
        });
        const { metadata } = run.one(namespaceType).inputs as {
            metadata: { labels: Record<string, string>; annotations: Record<string, string> };
        };
        assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "privileged");
        assert.equal(metadata.labels["inference-platform/mesh"], "discovered");
        assert.equal("istio-injection" in metadata.labels, false);
        assert.deepEqual(metadata.annotations, { "inference-platform/privileged-because": monitoring.because });
        const limits = run.one("kubernetes:core/v1:LimitRange");
        assert.equal((limits.inputs.metadata as { namespace: string }).namespace, "monitoring");
        assert.ok(run.dependsOn(limits, run.one(namespaceType)));
    });

    it("leave a namespace alone that the cluster brings", async () => {
        const run = await simulate(() => {
            const parent = new pulumi.ComponentResource("test:index:Parent", "parent", {});
            assert.deepEqual(new AddonNamespaces("1.36", { parent, dependsOn: [parent] }).get(kubeSystem), [parent]);
        });
        assert.deepEqual(run.all(namespaceType), []);
    });
});
