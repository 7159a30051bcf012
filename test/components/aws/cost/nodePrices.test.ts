import assert from "node:assert/strict";
import { nodePrices } from "../../../../components/aws/cost/nodePrices";
import { fakeConfig } from "../../../support/fakePlatform";

describe("the prices of nodes", () => {
    it("are those of every type with GPUs, on demand and on spot, each once", () => {
        const prices = { spotPercent: 50, instances: { "g4dn.xlarge": 1 } };
        const t4 = { accelerator: "t4", instanceTypes: ["g4dn.xlarge"], min: 0, max: 1 };
        const nodeGroups = {
            system: { instanceTypes: ["m7i.large"], min: 1, max: 1 },
            one: t4,
            other: t4,
            spot: { ...t4, capacity: "spot", instanceTypes: ["g4dn.xlarge", "g4dn.12xlarge"] },
        };
        assert.deepEqual(nodePrices(fakeConfig({ nodeGroups, prices })), [
            { instanceType: "g4dn.xlarge", capacity: "on-demand", gpus: 1, usdPerHour: 1 },
            { instanceType: "g4dn.xlarge", capacity: "spot", gpus: 1, usdPerHour: 0.5 },
            { instanceType: "g4dn.12xlarge", capacity: "spot", gpus: 4, usdPerHour: 1.956 },
        ]);
    });

    it("leave out what has no list price", () => {
        const nodeGroups = {
            system: { instanceTypes: ["m7i.large"], min: 1, max: 1 },
            h200: { accelerator: "h200", instanceTypes: ["p5e.48xlarge"], min: 0, max: 1 },
        };
        assert.deepEqual(nodePrices(fakeConfig({ nodeGroups })), []);
    });
});
