import assert from "node:assert/strict";
import { loadBalancerControllerValues } from "../../../../components/addons/loadBalancerController";
import { someFacts } from "../../../support/addons";

describe("the load balancer controller", () => {
    it("leaves Services alone that name no class", () => {
        const values = loadBalancerControllerValues(someFacts());
        assert.equal(values.enableServiceMutatorWebhook, false);
        assert.equal(values.keepTLSSecret, true);
    });
});
