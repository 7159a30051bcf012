import assert from "node:assert/strict";
import { diskFaults } from "../../../../components/aws/nodes/diskFaults";
import { nodeGroupSchema } from "../../../../config/nodeGroups";

const faultsOf = (settings: object) =>
    diskFaults(
        "nodeGroups.g",
        nodeGroupSchema.parse({ instanceTypes: ["m7i.large"], min: 0, max: 2, ...settings }),
    ).map(({ path, reason }) => `${path} ${reason}`);

const t4 = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"] };

describe("disks of nodes", () => {
    it("are the instance's own only where it has some", () => {
        assert.deepEqual(faultsOf({ instanceStore: true }), [
            "nodeGroups.g.instanceStore is true, and m7i.large has no volumes of its own: drop the key, or name types with NVMe volumes",
        ]);
        assert.deepEqual(faultsOf({ ...t4, instanceStore: true }), []);
        assert.deepEqual(faultsOf({ instanceStore: false }), []);
    });

    it("take images in parallel where the node image can", () => {
        assert.deepEqual(faultsOf({ parallelImagePull: true }), [
            "nodeGroups.g.parallelImagePull is true, and nodes ignore it on m7i.large: it needs 4 vCPUs and 7 GiB",
        ]);
        const v100 = { accelerator: "v100", instanceTypes: ["p3.8xlarge"], parallelImagePull: true };
        assert.deepEqual(faultsOf(v100), [
            "nodeGroups.g.parallelImagePull cannot be set for v100, whose nodes run Bottlerocket: drop the key",
        ]);
        assert.deepEqual(faultsOf({ ...t4, parallelImagePull: true }), []);
    });

    it("have as much throughput as their operations allow", () => {
        assert.deepEqual(faultsOf({ diskThroughputMiB: 1000 }), [
            "nodeGroups.g.diskThroughputMiB is 1000, more than a quarter of 3000 operations per second: set diskIops to at least 4000",
        ]);
        assert.deepEqual(faultsOf({ diskThroughputMiB: 1000, diskIops: 4000 }), []);
        assert.deepEqual(faultsOf({ diskThroughputMiB: 750 }), []);
    });
});
