import assert from "node:assert/strict";
import fc from "fast-check";
import { stableJson } from "../../../components/kubernetes/stableJson";

describe("stableJson", () => {
    it("is the same text for equal content, in whatever order keys were written", () => {
        assert.equal(stableJson({ b: 1, a: { d: [2, 1], c: null } }), '{"a":{"c":null,"d":[2,1]},"b":1}');
        assert.equal(stableJson({ a: { c: null, d: [2, 1] }, b: 1 }), stableJson({ b: 1, a: { d: [2, 1], c: null } }));
    });

    it("reads back as what was written", () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                assert.deepEqual(JSON.parse(stableJson(value)), JSON.parse(JSON.stringify(value)));
            }),
        );
    });

    it("leaves out what is undefined, and indents on request", () => {
        assert.equal(stableJson({ b: undefined, a: 1 }, 1), '{\n "a": 1\n}');
    });
});
