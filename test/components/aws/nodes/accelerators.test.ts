import assert from "node:assert/strict";
import { accelerators, mostGpus } from "../../../../components/aws/nodes/accelerators";
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
});
