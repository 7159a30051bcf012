import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { isPlainObject, mergeValues } from "../../../components/addons/merge";

describe("mergeValues", () => {
    it("merges mappings deeply, and replaces lists and everything else whole", () => {
        const base = { a: { b: 1, c: [1, 2] }, d: 1, e: { f: 1 } };
        assert.deepEqual(mergeValues(base, { a: { c: [3], g: 2 }, d: { h: 1 }, e: null }), {
            a: { b: 1, c: [3], g: 2 },
            d: { h: 1 },
            e: null,
        });
        assert.deepEqual(base, { a: { b: 1, c: [1, 2] }, d: 1, e: { f: 1 } });
    });
});

describe("isPlainObject", () => {
    it("takes an output of a resource for a value, which must not be merged", () => {
        assert.deepEqual([{}, [], null, new Date(), pulumi.output({})].map(isPlainObject), [
            true,
            false,
            false,
            false,
            false,
        ]);
    });
});
