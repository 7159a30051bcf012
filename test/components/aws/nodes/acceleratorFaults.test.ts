import assert from "node:assert/strict";
import fc from "fast-check";
import { devicePluginFaults, acceleratorFaults } from "../../../../components/aws/nodes/acceleratorFaults";
import { fakeConfig, someNodeGroups } from "../../../support/fakePlatform";
import { allocatable, instanceTypes } from "../../../../components/aws/nodes/instanceTypes";
import { acceleratorNames, capacityTypes } from "../../../../config/names";
import { networkSchema } from "../../../../config/network";
import { nodeGroupSchema } from "../../../../config/nodeGroups";
import { type PodDemand } from "../../../../config/workload";

const system = { instanceTypes: ["m7i.large"], min: 2, max: 4 };

/** Faults of node groups as a stack file writes them, beside a system group. */
function faultsOf(groups: Record<string, object>, demands: readonly PodDemand[] = [], network: object = {}) {
    const parsed = Object.fromEntries(
        Object.entries({ system, ...groups }).map(([name, group]) => [name, nodeGroupSchema.parse(group)]),
    );
    return acceleratorFaults({ nodeGroups: parsed, network: networkSchema.parse(network) }, demands);
}

function demand(overrides: Partial<PodDemand> = {}): PodDemand {
    return {
        path: "workloads.detect",
        accelerator: "t4",
        gpus: 1,
        cpu: 1,
        memoryGiB: 4,
        capacity: "on-demand",
        ...overrides,
    };
}

describe("A stack without the device plugin", () => {
    const faults = (topics: Readonly<Record<string, unknown>> = {}) =>
        devicePluginFaults(fakeConfig({ addons: { devicePlugin: { enabled: false } }, ...topics })).map(
            ({ path, reason }) => `"${path}" ${reason}`,
        );

    it("must not have GPUs that no pod could use", () => {
        assert.deepEqual(faults(), [
            '"nodeGroups.gpu-t4.accelerator" is t4, and with addons.devicePlugin off no pod could use its GPUs: switch the plugin on or drop the group',
            '"nodeGroups.spot-t4.accelerator" is t4, and with addons.devicePlugin off no pod could use its GPUs: switch the plugin on or drop the group',
        ]);
    });

    it("may have GPUs whose node image runs a plugin of its own", () => {
        const { system, "gpu-v100": v100 } = someNodeGroups;
        assert.deepEqual(faults({ nodeGroups: { system, v100 } }), []);
    });

    it("is the only one that is checked", () => {
        assert.deepEqual(faults({ addons: {} }), []);
    });
});

describe("acceleratorFaults", () => {
    const t4 = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 4 };
    const v100 = { accelerator: "v100", instanceTypes: ["p3.8xlarge"], min: 0, max: 4 };

    it("reports one missing node group once, with every workload that needs it", () => {
        const paths = ["workloads.a", "workloads.b", "workloads.c"];
        assert.deepEqual(
            faultsOf(
                {},
                paths.map((path) => demand({ path })),
            ),
            [
                {
                    path: "workloads.a",
                    reason: "has no node group to run on, and so have workloads.b, workloads.c: add one to nodeGroups with t4, on-demand",
                },
            ],
        );
    });

    it("reports a group that names the wrong GPU, and nothing that follows from it", () => {
        assert.deepEqual(
            faultsOf({ gpu: { ...t4, accelerator: "v100" } }, [demand()]).map(({ path }) => path),
            ["nodeGroups.gpu.instanceTypes[0]"],
        );
    });

    it("accepts groups and pods that fit each other", () => {
        assert.deepEqual(faultsOf({ t4, v100 }, [demand(), demand({ accelerator: "v100", gpus: 4, cuda: 12 })]), []);
    });

    it("names an instance type of another family, with the family that is right", () => {
        assert.deepEqual(faultsOf({ t4: { ...t4, instanceTypes: ["p3.2xlarge"] } }), [
            {
                path: "nodeGroups.t4.instanceTypes[0]",
                reason: 'is "p3.2xlarge", which has v100: accelerator t4 comes in family g4dn',
            },
        ]);
        assert.deepEqual(faultsOf({ v100: { ...v100, instanceTypes: ["m7i.large"] } }), [
            {
                path: "nodeGroups.v100.instanceTypes[0]",
                reason: 'is "m7i.large", which has no GPU: accelerator v100 comes in family p3, p3dn',
            },
        ]);
    });

    it("refuses GPU nodes without an accelerator: nothing would keep other pods off them", () => {
        assert.deepEqual(faultsOf({ batch: { instanceTypes: ["g5.xlarge"], min: 0, max: 1 } }), [
            {
                path: "nodeGroups.batch.instanceTypes[0]",
                reason: 'is "g5.xlarge", which has a GPU: set accelerator: a10g or take a family without one',
            },
        ]);
    });

    it("says what was probably meant by an unknown instance type", () => {
        assert.deepEqual(faultsOf({ t4: { ...t4, instanceTypes: ["g4dn.xlrage"] } }), [
            {
                path: "nodeGroups.t4.instanceTypes[0]",
                reason:
                    'is "g4dn.xlrage", a type this program has no figures for: must be of family g4dn' +
                    '; did you mean "g4dn.xlarge"?',
            },
        ]);
    });

    it("wants the smallest type first, and one number of GPUs per group", () => {
        assert.deepEqual(faultsOf({ t4: { ...t4, instanceTypes: ["g4dn.2xlarge", "g4dn.xlarge", "g4dn.12xlarge"] } }), [
            {
                path: "nodeGroups.t4.instanceTypes[1]",
                reason:
                    'is "g4dn.xlarge", smaller than "g4dn.2xlarge": list the smallest type first, ' +
                    "the group is sized by it",
            },
            {
                path: "nodeGroups.t4.instanceTypes[2]",
                reason:
                    'is "g4dn.12xlarge" with 4 GPUs beside "g4dn.2xlarge" with 1 GPU: ' +
                    "one group, one number of GPUs per node",
            },
        ]);
    });

    it("ties a group's zones to those of the network", () => {
        const zoned = { ...t4, zones: ["us-west-2a", "us-west-2d"] };
        assert.deepEqual(faultsOf({ t4: zoned }, [], { zones: 2, zoneNames: ["us-west-2a", "us-west-2b"] }), [
            {
                path: "nodeGroups.t4.zones[1]",
                reason: 'is "us-west-2d": must be one of network.zoneNames, us-west-2a, us-west-2b',
            },
        ]);
        assert.deepEqual(faultsOf({ t4: { ...t4, zones: ["us-west-2a"] } }), [
            {
                path: "nodeGroups.t4.zones[0]",
                reason:
                    'names zone "us-west-2a", but the network leaves the choice of zones to AWS: ' +
                    "list them in network.zoneNames",
            },
        ]);
    });

    it("shares GPUs only where our device plugin runs", () => {
        const shared = { min: 0, max: 1, timeSlicing: 4 };
        assert.deepEqual(
            faultsOf({
                cpu: { ...shared, instanceTypes: ["m7i.large"] },
                v100: { ...shared, accelerator: "v100", instanceTypes: ["p3.2xlarge"] },
                t4: { ...t4, timeSlicing: 4 },
            }),
            [
                { path: "nodeGroups.cpu.timeSlicing", reason: "needs a GPU: set accelerator, or drop timeSlicing" },
                {
                    path: "nodeGroups.v100.timeSlicing",
                    reason: "cannot be set for v100: its node image runs a device plugin of its own that shares nothing",
                },
            ],
        );
    });

    it("keeps nodes for the cluster's own pods", () => {
        const fault = {
            path: "nodeGroups",
            reason:
                "has no group for the cluster's own pods: add one without accelerator, capacity on-demand " +
                "and min of at least 1",
        };
        assert.deepEqual(faultsOf({ system: { ...system, capacity: "spot" } }), [fault]);
        assert.deepEqual(faultsOf({ system: { ...system, min: 0 } }), [fault]);
        assert.deepEqual(faultsOf({ system: t4 }), [fault]);
    });

    it("refuses a CUDA that the GPU's last driver cannot run", () => {
        assert.deepEqual(faultsOf({ t4, v100 }, [demand({ accelerator: "v100", cuda: 13 }), demand({ cuda: 14 })]), [
            {
                path: "workloads.detect",
                reason:
                    "runs an image for CUDA 13, but v100 runs CUDA 12 at most (its last driver branch is R580): " +
                    "take an image for CUDA 12 or another accelerator",
            },
            {
                path: "workloads.detect",
                reason:
                    "runs an image for CUDA 14, but t4 runs CUDA 13 at most: " +
                    "take an image for CUDA 13 or another accelerator",
            },
        ]);
    });

    it("refuses more GPUs than any instance has, and than any of the groups has", () => {
        assert.deepEqual(faultsOf({ t4 }, [demand({ gpus: 9 }), demand({ gpus: 2 })]), [
            {
                path: "workloads.detect",
                reason: "asks for 9 GPUs per pod, but no instance type has more than 8 t4: ask for fewer GPUs",
            },
            {
                path: "workloads.detect",
                reason:
                    "asks for 2 GPUs, 1 CPU, 4 GiB per pod, more than a node of any matching group has: " +
                    "t4 (1 GPU, 3.92 CPU, 14.47 GiB)",
            },
        ]);
    });

    it("refuses pods that no group takes: another accelerator, or spot nodes alone", () => {
        const noGroup = (wanted: string) => ({
            path: "workloads.detect",
            reason: `has no node group to run on: add one to nodeGroups with ${wanted}`,
        });
        const spot = { ...t4, capacity: "spot" };
        assert.deepEqual(faultsOf({ t4 }, [demand({ accelerator: "l4" })]), [noGroup("l4, on-demand")]);
        assert.deepEqual(faultsOf({ spot }, [demand()]), [noGroup("t4, on-demand")]);
        assert.deepEqual(faultsOf({ spot }, [demand({ capacity: "spot" })]), []);
        assert.deepEqual(faultsOf({ t4 }, [demand({ capacity: "spot" })]), []);
    });

    it("gives one share at most of a GPU that is shared", () => {
        const shared = { ...t4, instanceTypes: ["g4dn.12xlarge"], timeSlicing: 2 };
        assert.deepEqual(faultsOf({ shared }, [demand()]), []);
        assert.deepEqual(
            faultsOf({ shared }, [demand({ gpus: 2 })]).map(({ reason }) => reason),
            [
                "asks for 2 GPUs, 1 CPU, 4 GiB per pod, more than a node of any matching group has: " +
                    "shared (1 share of a GPU, 47.81 CPU, 188.96 GiB)",
            ],
        );
    });

    it("lets a pod pass exactly when some node it may run on holds it", () => {
        const gpuTypes = [...instanceTypes.values()].filter(({ accelerator }) => accelerator !== undefined);
        const anyDemand = fc.record({
            path: fc.constant("workloads.w"),
            accelerator: fc.constantFrom(...acceleratorNames),
            gpus: fc.integer({ min: 1, max: 9 }),
            cpu: fc.integer({ min: 1, max: 200 }),
            memoryGiB: fc.integer({ min: 1, max: 800 }),
            capacity: fc.constantFrom(...capacityTypes),
        });
        const anyGroups = fc.array(
            fc.record({ type: fc.constantFrom(...gpuTypes), capacity: fc.constantFrom(...capacityTypes) }),
            { maxLength: 4 },
        );
        fc.assert(
            fc.property(anyDemand, anyGroups, (pod, groups) => {
                const stackGroups = Object.fromEntries(
                    groups.map(({ type, capacity }, i) => [
                        `g${i}`,
                        { accelerator: type.accelerator, capacity, instanceTypes: [type.name], min: 0, max: 1 },
                    ]),
                );
                const holds = groups.some(
                    ({ type, capacity }) =>
                        type.accelerator === pod.accelerator &&
                        (capacity === "on-demand" || pod.capacity === "spot") &&
                        type.gpus >= pod.gpus &&
                        allocatable(type).cpu >= pod.cpu &&
                        allocatable(type).memoryGiB >= pod.memoryGiB,
                );
                assert.equal(faultsOf(stackGroups, [pod]).length === 0, holds);
            }),
        );
    });
});
