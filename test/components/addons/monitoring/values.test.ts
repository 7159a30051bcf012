import assert from "node:assert/strict";
import { kubePrometheusStackValues } from "../../../../components/addons/monitoring/values";
import { someFacts } from "../../../support/addons";

describe("the metrics stack", () => {
    const { prometheus, ...stack } = kubePrometheusStackValues(someFacts());

    it("reads monitors and rules of every namespace", () => {
        const selectors = Object.entries(prometheus.prometheusSpec).filter(([key]) =>
            key.endsWith("NilUsesHelmValues"),
        );
        assert.equal(selectors.length, 5);
        assert.deepEqual(new Set(selectors.map(([, value]): unknown => value)), new Set([false]));
    });

    it("leaves out what EKS hides, targets and rules alike", () => {
        for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"] as const) {
            assert.equal(stack[part].enabled, false, part);
        }
        assert.deepEqual(new Set(Object.values(stack.defaultRules.rules)), new Set([false]));
        assert.equal(stack.crds.enabled, false);
    });

    it("drops old metrics before the volume is full", () => {
        const { retention, retentionSize, storageSpec } = prometheus.prometheusSpec;
        assert.equal(retention, "31d");
        assert.equal(retentionSize, "85GB");
        assert.equal(storageSpec.volumeClaimTemplate.spec.resources.requests.storage, "100Gi");
        assert.equal(storageSpec.volumeClaimTemplate.spec.storageClassName, "gp3");
        assert.deepEqual(prometheus.prometheusSpec.enableFeatures, ["exemplar-storage"]);
    });
});
