import assert from "node:assert/strict";
import { existingNodeGroups } from "../../../components/existing/nodes";
import { placement } from "../../../components/serving/pod/placement";
import { existingCluster } from "../../support/existingStack";

describe("existingNodeGroups", () => {
    const taint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };
    const cluster = existingCluster({
        nodes: {
            node: { count: 3, cpu: 4, memoryGiB: 8 },
            gpu: {
                count: 2,
                cpu: 8,
                memoryGiB: 32,
                accelerator: "t4",
                gpus: 1,
                labels: { accelerator: "tesla" },
                taints: [taint],
            },
        },
    });

    it("are as many nodes as there are, whatever pods ask for", () => {
        assert.deepEqual(
            existingNodeGroups(cluster).map(({ name, min, max, gpusPerNode }) => [name, min, max, gpusPerNode]),
            [
                ["node", 3, 3, 0],
                ["gpu", 2, 2, 1],
            ],
        );
    });

    it("place pods with GPUs by the label and the taint that the nodes have", () => {
        assert.deepEqual(placement(existingNodeGroups(cluster), { accelerator: "t4", capacity: "on-demand" }), {
            nodeSelector: { accelerator: "tesla" },
            tolerations: [{ key: "nvidia.com/gpu", operator: "Equal", value: "present", effect: "NoSchedule" }],
        });
    });
});
