import assert from "node:assert/strict";
import { accelerators, mostGpus } from "../../../../components/aws/nodes/accelerators";
import { allocatable, instanceTypes } from "../../../../components/aws/nodes/instanceTypes";
import { acceleratorNames } from "../../../../config/names";

describe("accelerators", () => {
    it("know the limits that decide whether an image runs", () => {
        assert.deepEqual(
            acceleratorNames.map((name) => [name, accelerators[name].label, accelerators[name].newestCuda]),
            [
                ["t4", "nvidia-tesla-t4", 13],
                ["v100", "nvidia-tesla-v100", 12],
                ["a10g", "nvidia-a10g", 13],
                ["l4", "nvidia-l4", 13],
                ["l40s", "nvidia-l40s", 13],
                ["a100", "nvidia-a100", 13],
                ["h100", "nvidia-h100", 13],
                ["h200", "nvidia-h200", 13],
                ["b200", "nvidia-b200", 13],
            ],
        );
        assert.equal(accelerators.v100.lastDriverBranch, "R580");
        assert.equal(accelerators.v100.amiType, "BOTTLEROCKET_x86_64_NVIDIA");
        assert.deepEqual(
            acceleratorNames.filter((name) => accelerators[name].bringsDevicePlugin),
            ["v100"],
        );
        assert.ok(acceleratorNames.every((name) => mostGpus(name) === 8));
        assert.deepEqual(
            acceleratorNames.filter((name) => accelerators[name].partitionable),
            ["a100", "h100", "h200", "b200"],
        );
    });

    it("come with sizes that the instance table knows, GPUs included", () => {
        assert.deepEqual(instanceTypes.get("p3.8xlarge"), {
            name: "p3.8xlarge",
            vcpus: 32,
            memoryGiB: 244,
            gpus: 4,
            instanceStoreGB: 0,
            accelerator: "v100",
            maxPods: 234,
        });
        assert.deepEqual(instanceTypes.get("m7i.large"), {
            name: "m7i.large",
            vcpus: 2,
            memoryGiB: 8,
            gpus: 0,
            instanceStoreGB: 0,
            maxPods: 110,
        });
        assert.equal(instanceTypes.get("t3.large")?.memoryGiB, 8);
    });

    it("know that prefixes of addresses need Nitro, which p3 is not built on", () => {
        const maxPods = (name: string) => instanceTypes.get(name)?.maxPods;
        assert.deepEqual(["p3.2xlarge", "p3.8xlarge", "p3.16xlarge"].map(maxPods), [58, 234, 234]);
        assert.deepEqual(["p3dn.24xlarge", "g4dn.xlarge", "g6e.48xlarge"].map(maxPods), [250, 110, 250]);
    });

    it("leave a node less than it has, and never nothing", () => {
        for (const type of instanceTypes.values()) {
            const { cpu, memoryGiB } = allocatable(type);
            assert.ok(cpu > 0 && cpu < type.vcpus, type.name);
            assert.ok(memoryGiB > 0 && memoryGiB < type.memoryGiB, type.name);
        }
        // Two cores: 6 % of the first and 1 % of the second are the kubelet's. Memory: 7.5 % the machine's, and
        // 255 + 11 × 110 + 100 MiB the kubelet's.
        assert.deepEqual(allocatable(instanceTypes.get("m7i.large")!), { cpu: 1.93, memoryGiB: 7.4 - 1565 / 1024 });
    });
});
