import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
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

    it("are those that docs/gpus.md shows, and it says which can be partitioned in hardware", () => {
        const page = readFileSync(path.resolve(__dirname, "../../../../docs/gpus.md"), "utf8");
        const cells = page
            .split("\n")
            .filter((line) => line.startsWith("| `") && !line.startsWith("| `accelerator`"))
            .map((line) => line.split("|").map((cell) => cell.trim().replaceAll(/[`*]/g, "")))
            .map(([, name, families, , , capability, cuda]) => [name, families, capability, Number(cuda)]);
        assert.deepEqual(
            cells,
            acceleratorNames.map((name) => {
                const { families, computeCapability, newestCuda } = accelerators[name];
                return [name, Object.keys(families).join(", "), computeCapability, newestCuda];
            }),
        );
        const [, listed = ""] = /^(.+) can be partitioned in hardware/m.exec(page) ?? [];
        assert.deepEqual(
            listed.split(/, | and /).map((name) => name.toLowerCase()),
            acceleratorNames.filter((name) => accelerators[name].partitionable),
        );
    });
});
