import assert from "node:assert/strict";
import { labelFaults } from "../../../../components/aws/nodes/labelFaults";
import { nodeGroupSchema } from "../../../../config/nodeGroups";

const plain = { instanceTypes: ["m7i.large"], min: 1, max: 3 };
const faultsOf = (group: object) => labelFaults("web", nodeGroupSchema.parse({ ...plain, ...group }));
const taint = (key: string) => ({ key, effect: "NoSchedule" });

describe("labels and taints of a node group", () => {
    it("are the team's own", () => {
        assert.deepEqual(faultsOf({ labels: { "example.com/team": "a", tier: "web" }, taints: [taint("tier")] }), []);
    });

    it("are refused where the platform, Kubernetes or EKS sets them", () => {
        const reason = (key: string) =>
            `sets ${key}, which the platform, Kubernetes or EKS sets: choose another name, such as example.com/team`;
        const keys = ["accelerator", "spot", "node.kubernetes.io/instance-type", "eks.amazonaws.com/nodegroup"];
        assert.deepEqual(
            faultsOf({ labels: Object.fromEntries(keys.map((key) => [key, "x"])) }),
            keys.map((key) => ({ path: `nodeGroups.web.labels.${key}`, reason: reason(key) })),
        );
        assert.deepEqual(faultsOf({ taints: [taint("a"), taint("nvidia.com/gpu")] }), [
            { path: "nodeGroups.web.taints[1]", reason: reason("nvidia.com/gpu") },
        ]);
    });

    it("name each taint once, as EKS asks", () => {
        assert.deepEqual(faultsOf({ taints: [taint("a"), { ...taint("a"), value: "b" }] }), [
            { path: "nodeGroups.web.taints", reason: "has a:NoSchedule twice: keep one" },
        ]);
    });
});
