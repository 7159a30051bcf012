import assert from "node:assert/strict";
import fc from "fast-check";
import { diffProperties } from "../../../simulation/plugin/diff";
import { secretWire as secret, UNKNOWN } from "../../../simulation/wire";

describe("diffProperties", () => {
    it("reports each difference with the longest path", () => {
        const olds = { tags: { a: "1", b: "2" }, subnets: ["x", "y"], size: 3 };
        const news = { tags: { a: "1", b: "3", c: "4" }, subnets: ["x"], size: 3 };
        assert.deepEqual(diffProperties(olds, news, []), [
            { path: "tags.b", kind: "update", replaces: false },
            { path: "tags.c", kind: "add", replaces: false },
            { path: "subnets[1]", kind: "delete", replaces: false },
        ]);
    });

    it("finds nothing between equal inputs, secret or not, null or undefined", () => {
        assert.deepEqual(diffProperties({ a: secret("x"), b: null }, { a: "x" }, ["a", "b"]), []);
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (inputs) => {
                assert.deepEqual(diffProperties(inputs, structuredClone(inputs), ["*"]), []);
            }),
        );
    });

    it("replaces for a fixed property, for a part of it, and for a value that contains it", () => {
        const fixed = ["spec.selector"];
        const object = (selector: unknown) => ({ spec: { replicas: 1, selector } });
        const changed = diffProperties(object({ app: "a" }), object({ app: "b" }), fixed);
        assert.deepEqual(changed, [{ path: "spec.selector.app", kind: "update", replaces: true }]);
        assert.equal(diffProperties({}, object({ app: "a" }), fixed)[0]?.replaces, true);
        assert.equal(diffProperties({}, { spec: { replicas: 1 } }, fixed)[0]?.replaces, false);
        assert.equal(diffProperties(object("a"), { spec: { replicas: 2, selector: "a" } }, fixed)[0]?.replaces, false);
    });

    it("treats an unknown value as a change, and as a replacement of a fixed property", () => {
        assert.deepEqual(diffProperties({ vpcId: "vpc-1", n: 1 }, { vpcId: UNKNOWN, n: UNKNOWN }, ["vpcId"]), [
            { path: "vpcId", kind: "update", replaces: true },
            { path: "n", kind: "update", replaces: false },
        ]);
    });

    it("treats an unknown object as a change of the fixed property inside it", () => {
        assert.equal(
            diffProperties({ spec: { selector: 1 } }, { spec: UNKNOWN }, ["spec.selector"])[0]?.replaces,
            true,
        );
    });

    it("ignores the listed properties, and no others", () => {
        const olds = { scalingConfig: { desiredSize: 1, maxSize: 2 } };
        const news = { scalingConfig: { desiredSize: 5, maxSize: 3 } };
        assert.deepEqual(diffProperties(olds, news, [], ["scalingConfig.desiredSize"]), [
            { path: "scalingConfig.maxSize", kind: "update", replaces: false },
        ]);
    });
});
