import assert from "node:assert/strict";
import { devicePluginFaults } from "../../../../components/aws/nodes/acceleratorFaults";
import { fakeConfig, someNodeGroups } from "../../../support/fakePlatform";

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
