import assert from "node:assert/strict";
import { tolerationsFor } from "../../../components/kubernetes/tolerations";
import { alloyValues } from "../../../components/addons/logging/values";
import { kubePrometheusStackValues } from "../../../components/addons/monitoring/values";
import { type Taint } from "../../../components/kubernetes/tolerations";
import { someFacts } from "../../support/addons";
import { tolerated } from "../../../components/kubernetes/tolerations";

describe("tolerations of add-ons", () => {
    it("let what runs on every node tolerate every taint", () => {
        const facts = someFacts();
        const exporter = kubePrometheusStackValues(facts)["prometheus-node-exporter"];
        const strange: Taint = { key: "any", value: "thing", effect: "NoExecute" };
        for (const taint of [strange, ...facts.nodeGroups.flatMap(({ taints }) => taints)]) {
            assert.ok(tolerated(taint, alloyValues().controller.tolerations));
            assert.ok(tolerated(taint, exporter.tolerations));
        }
    });

    it("tolerate each taint once", () => {
        assert.deepEqual(tolerationsFor(someFacts().nodeGroups.flatMap(({ taints }) => taints)), [
            { key: "nvidia.com/gpu", operator: "Equal", value: "true", effect: "NoSchedule" },
            { key: "spot", operator: "Equal", value: "true", effect: "NoSchedule" },
        ]);
    });
});
