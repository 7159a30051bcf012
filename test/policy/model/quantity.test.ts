import assert from "node:assert/strict";
import { parseQuantity } from "../../../policy/model/quantity";

describe("parseQuantity", () => {
    it("reads every suffix of Kubernetes, decimal, binary and exponent", () => {
        const expected: readonly (readonly [unknown, number])[] = [
            ["500m", 0.5],
            ["2", 2],
            [1.5, 1.5],
            ["1e3", 1000],
            ["1E3", 1000],
            ["3k", 3000],
            ["2M", 2e6],
            ["1E", 1e18],
            ["4Ki", 4096],
            ["1.5Gi", 1.5 * 2 ** 30],
            [".5", 0.5],
            ["-1", -1],
        ];
        for (const [text, value] of expected) {
            assert.equal(parseQuantity(text), value, String(text));
        }
    });

    it("has no value for anything else", () => {
        for (const text of ["", "1 Gi", "1KiB", "1K", "Gi", "1e", NaN, Infinity, null, undefined, {}, ["1"]]) {
            assert.equal(parseQuantity(text), undefined, JSON.stringify(text));
        }
    });
});
