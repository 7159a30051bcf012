import assert from "node:assert/strict";
import { allocatable, familiesOf, instanceTypes } from "../../../../components/aws/nodes/instanceTypes";

describe("instance types", () => {
    it("have cores, memory, GPUs and a limit of pods", () => {
        assert.deepEqual(instanceTypes.get("p3.8xlarge"), {
            name: "p3.8xlarge",
            architecture: "amd64",
            vcpus: 32,
            memoryGiB: 244,
            gpus: 4,
            instanceStoreGB: 0,
            accelerator: "v100",
            maxPods: 234,
        });
        assert.deepEqual(instanceTypes.get("m7i.large"), {
            name: "m7i.large",
            architecture: "amd64",
            vcpus: 2,
            memoryGiB: 8,
            gpus: 0,
            instanceStoreGB: 0,
            maxPods: 110,
        });
        assert.equal(instanceTypes.get("t3.large")?.memoryGiB, 8);
        const graviton = { architecture: "arm64", gpus: 0, instanceStoreGB: 0, maxPods: 110 };
        assert.deepEqual(instanceTypes.get("t4g.xlarge"), { name: "t4g.xlarge", vcpus: 4, memoryGiB: 16, ...graviton });
        assert.deepEqual(instanceTypes.get("c7g.2xlarge"), {
            name: "c7g.2xlarge",
            vcpus: 8,
            memoryGiB: 16,
            ...graviton,
        });
        assert.deepEqual([instanceTypes.has("m7g.16xlarge"), instanceTypes.has("m7g.24xlarge")], [true, false]);
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

    it("are listed by family for messages, with and without GPU", () => {
        assert.deepEqual(familiesOf("v100"), ["p3", "p3dn"]);
        assert.ok(familiesOf(undefined).includes("m7i"));
        for (const family of familiesOf(undefined)) {
            const types = [...instanceTypes.values()].filter(({ name }) => name.startsWith(`${family}.`));
            assert.ok(
                types.length > 0 && types.every(({ gpus, accelerator }) => gpus === 0 && accelerator === undefined),
            );
        }
    });
});
