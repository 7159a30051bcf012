import assert from "node:assert/strict";
import { natGatewayCount, ownWayOut } from "../../../../components/aws/network/natGateways";

describe("natGatewayCount", () => {
    it("is one for each zone, one for all, or none", () => {
        assert.equal(natGatewayCount({ natGateways: "one-per-zone", zones: 3 }), 3);
        assert.equal(natGatewayCount({ natGateways: "single", zones: 3 }), 1);
        assert.equal(natGatewayCount({ natGateways: "none", zones: 3 }), 0);
    });

    it("is none in a VPC of somebody else, whatever the default says", () => {
        const existing = { vpcId: "vpc-00000000", subnets: [] };
        assert.equal(natGatewayCount({ existing, natGateways: "one-per-zone", zones: 3 }), 0);
        assert.equal(ownWayOut({ existing, natGateways: "one-per-zone" }), false);
        assert.equal(ownWayOut({ natGateways: "single" }), true);
        assert.equal(ownWayOut({ natGateways: "none" }), false);
    });
});
