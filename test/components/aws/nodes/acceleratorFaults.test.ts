import assert from "node:assert/strict";
import { addonsForAmd64 } from "../../../../components/addons/definitions";
import {
    acceleratorFaults,
    addonProcessorFaults,
    devicePluginFaults,
} from "../../../../components/aws/nodes/acceleratorFaults";
import { fakeConfig, someNodeGroups } from "../../../support/fakePlatform";
import { networkSchema } from "../../../../config/network";
import { nodeGroupSchema } from "../../../../config/nodeGroups";

const system = { instanceTypes: ["m7i.large"], min: 2, max: 4 };

/** Faults of node groups as a stack file writes them, beside a system group. */
function faultsOf(groups: Record<string, object>, network: object = {}) {
    const parsed = Object.fromEntries(
        Object.entries({ system, ...groups }).map(([name, group]) => [name, nodeGroupSchema.parse(group)]),
    );
    return acceleratorFaults({ nodeGroups: parsed, network: networkSchema.parse(network) });
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

describe("A stack with arm64 nodes alone", () => {
    const faults = (mlflow: boolean, ...types: readonly string[]) => {
        const config = fakeConfig({
            addons: { mlflow: { enabled: mlflow } },
            nodeGroups: Object.fromEntries(
                types.map((type, i) => [`group-${i}`, { instanceTypes: [type], min: 1, max: 3 }]),
            ),
        });
        return addonProcessorFaults(config, addonsForAmd64(config));
    };

    it("cannot run MLflow", () => {
        assert.deepEqual(faults(true, "m7g.large", "t4g.large"), [
            {
                path: "addons.mlflow",
                reason:
                    "runs an image for amd64, and every on-demand node group without GPU has arm64: add a group such as " +
                    "{ instanceTypes: [m7i.large], min: 0, max: 2 }, or switch it off",
            },
        ]);
        assert.deepEqual([...faults(false, "m7g.large"), ...faults(true, "m7g.large", "m7i.large")], []);
    });
});

describe("acceleratorFaults", () => {
    const t4 = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 4 };
    const v100 = { accelerator: "v100", instanceTypes: ["p3.8xlarge"], min: 0, max: 4 };

    it("accepts groups of every sort", () => {
        assert.deepEqual(faultsOf({ t4, v100 }), []);
    });

    it("refuses two processors in one group, whose nodes have one image", () => {
        assert.deepEqual(faultsOf({ cpu: { ...system, instanceTypes: ["m7i.large", "m7g.large"] } }), [
            {
                path: "nodeGroups.cpu.instanceTypes[1]",
                reason: 'is "m7g.large" with arm64 beside "m7i.large" with amd64: one group, one processor and one node image',
            },
        ]);
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

    it("suggests the nearest type for an unknown instance type", () => {
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
        assert.deepEqual(faultsOf({ t4: zoned }, { zones: 2, zoneNames: ["us-west-2a", "us-west-2b"] }), [
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
                "has no group for the cluster's own pods: add one without accelerator and taints, capacity on-demand " +
                "and min of at least 1",
        };
        assert.deepEqual(faultsOf({ system: { ...system, capacity: "spot" } }), [fault]);
        assert.deepEqual(faultsOf({ system: { ...system, min: 0 } }), [fault]);
        assert.deepEqual(faultsOf({ system: t4 }), [fault]);
    });

    it("keeps the names of a group's parts in zones for them", () => {
        const perZone = { ...t4, perZone: true };
        assert.deepEqual(faultsOf({ t4: perZone, "t4-zone-4": t4 }), []);
        assert.deepEqual(faultsOf({ t4: perZone, "t4-zone-2": t4 }), [
            {
                path: "nodeGroups.t4-zone-2",
                reason: "is the name of a zone's part of another group with perZone: choose another",
            },
        ]);
    });
});
