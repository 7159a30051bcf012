import assert from "node:assert/strict";
import { namespaceIn } from "../../components/inCluster";

describe("namespaceIn", () => {
    const namespaces = { "team-vision": { name: "team-vision", ready: [] } };

    it("finds the namespace of a workload", () => {
        assert.equal(namespaceIn({ namespaces }, "team-vision"), namespaces["team-vision"]);
    });

    it("does not go on without its guards where the stack has none of that name", () => {
        assert.throws(() => namespaceIn({ namespaces }, "shop"), new Error('the stack has no namespace "shop"'));
    });
});
