import assert from "node:assert/strict";
import { subnetsAt } from "../../../../components/aws/network/networkAccess";

describe("subnets of a node group", () => {
    it("are those of its zones in the network's order, and all without zones of its own", () => {
        const ids = ["a", "b", "c"];
        assert.deepEqual(subnetsAt(ids, [2, 0]), ["a", "c"]);
        assert.deepEqual(subnetsAt(ids, undefined), ids);
        assert.deepEqual(subnetsAt(ids, []), []);
    });
});
