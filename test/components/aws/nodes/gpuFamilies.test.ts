import assert from "node:assert/strict";
import { gpuFamilies } from "../../../../components/aws/nodes/gpuFamilies";

describe("EC2 families with GPUs", () => {
    const sizes = Object.values(gpuFamilies).flatMap((families) =>
        Object.entries(families).flatMap(([family, { sizes: all, gpuMemoryGiB }]) =>
            Object.entries(all).map(([size, facts]) => ({ ...facts, gpuMemoryGiB, name: `${family}.${size}`, size })),
        ),
    );

    it("have the cores that the size's name promises: four for each xlarge", () => {
        for (const { name, size, vcpus } of sizes) {
            const xlarges = /^(\d*)xlarge$/.exec(size)?.[1];
            if (xlarges !== undefined) {
                assert.equal(vcpus, 4 * Number(xlarges === "" ? 1 : xlarges), name);
            }
        }
    });

    it("belong to one accelerator each, with one to eight GPUs", () => {
        assert.equal(new Set(sizes.map(({ name }) => name)).size, sizes.length);
        for (const { name, gpus } of sizes) {
            assert.ok([1, 2, 4, 8].includes(gpus), name);
        }
    });

    it("limit pods by network interfaces only where they are not built on Nitro", () => {
        assert.deepEqual(
            sizes.filter(({ maxPods }) => maxPods !== undefined).map(({ name }) => name),
            ["p3.2xlarge", "p3.8xlarge", "p3.16xlarge"],
        );
    });
});
