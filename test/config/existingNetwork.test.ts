import assert from "node:assert/strict";
import { refusedWithExistingNetwork, withExistingNetworkDefaults } from "../../config/existingNetwork";

const existing = { vpcId: "vpc-00000000", subnets: [] };

describe("keys of the network beside a VPC that is there", () => {
    it("are refused where they describe a VPC of the stack's own, each with what to do", () => {
        const network = { existing, zones: 3, zoneNames: ["us-west-2a"], privateEndpoints: true };
        assert.deepEqual(refusedWithExistingNetwork({ network }), [
            {
                path: "network.zones",
                reason: "counts the zones of a VPC that the stack creates: remove it, network.existing.subnets lists them",
            },
            {
                path: "network.zoneNames",
                reason: "names the zones of a VPC that the stack creates: remove it, network.existing.subnets names them",
            },
        ]);
    });

    it("are left alone without such a VPC, whatever stands in their place", () => {
        for (const network of [{ zones: 3 }, undefined, "existing", null]) {
            assert.deepEqual(refusedWithExistingNetwork({ network }), []);
            assert.deepEqual(withExistingNetworkDefaults({ network }), { network });
        }
    });

    it("make no interface endpoints unless the stack file asks for them", () => {
        assert.deepEqual(withExistingNetworkDefaults({ network: { existing } }), {
            network: { existing, privateEndpoints: false },
        });
        const asked = { network: { existing, privateEndpoints: true } };
        assert.deepEqual(withExistingNetworkDefaults(asked), asked);
    });
});
