import assert from "node:assert/strict";
import { nodeGroupFacts } from "../../../../components/aws/nodes/nodeGroupFacts";
import { nodeGroupSchema } from "../../../../config/nodeGroups";

describe("nodeGroupFacts", () => {
    it("hold what the layers above need before a node exists", () => {
        const parsed = nodeGroupSchema.parse({
            accelerator: "v100",
            capacity: "spot",
            instanceTypes: ["p3.8xlarge", "p3.16xlarge"],
            min: 0,
            max: 2,
        });
        assert.deepEqual(nodeGroupFacts("spot-v100", parsed), {
            name: "spot-v100",
            accelerator: "v100",
            architecture: "amd64",
            capacity: "spot",
            instanceTypes: ["p3.8xlarge", "p3.16xlarge"],
            gpusPerNode: 4,
            bringsDevicePlugin: true,
            labels: {
                accelerator: "nvidia-tesla-v100",
                "k8s.amazonaws.com/accelerator": "nvidia-tesla-v100",
                "nvidia.com/gpu.present": "true",
                "node-type": "gpu-optimized",
                spot: "true",
                workload: "ml-inference",
            },
            taints: [
                { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" },
                { key: "spot", value: "true", effect: "NoSchedule" },
            ],
            min: 0,
            max: 2,
            timeSlicing: 1,
        });
    });

    it("leave the accelerator out where there is none", () => {
        const facts = nodeGroupFacts("system", nodeGroupSchema.parse({ instanceTypes: ["m7i.large"], min: 1, max: 2 }));
        assert.equal("accelerator" in facts, false);
        assert.deepEqual([facts.gpusPerNode, facts.bringsDevicePlugin, facts.labels, facts.taints], [0, false, {}, []]);
    });
});
