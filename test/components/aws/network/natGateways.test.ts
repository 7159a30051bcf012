import assert from "node:assert/strict";
import { natGatewayCount } from "../../../../components/aws/network/natGateways";

describe("natGatewayCount", () => {
    it("is one for each zone, one for all, or none", () => {
        assert.equal(natGatewayCount({ natGateways: "one-per-zone", zones: 3 }), 3);
        assert.equal(natGatewayCount({ natGateways: "single", zones: 3 }), 1);
        assert.equal(natGatewayCount({ natGateways: "none", zones: 3 }), 0);
    });
});
