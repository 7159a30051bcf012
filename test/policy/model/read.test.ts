import assert from "node:assert/strict";
import { at, join, list, num, obj, str, strings, unique } from "../../../policy/model/read";

describe("readers of untrusted objects", () => {
    it("have no value where the type is another one", () => {
        assert.deepEqual([obj([]), obj(null), obj("x")], [undefined, undefined, undefined]);
        assert.deepEqual([list({}), list(undefined)], [[], []]);
        assert.deepEqual([str(""), str(1), str("a")], [undefined, undefined, "a"]);
    });

    it("take a single string for a list of one, as IAM does, and drop what is not a string", () => {
        assert.deepEqual([strings("a"), strings(["a", 1, null, "b"]), strings(undefined)], [["a"], ["a", "b"], []]);
    });

    it("take numbers in strings, as Pulumi's inputs have them", () => {
        assert.deepEqual([num("3"), num("-1.5"), num(2)], [3, -1.5, 2]);
        assert.deepEqual(["1e3", "0x1", "", " 1", NaN, true].map(num), Array(6).fill(undefined));
    });

    it("walk own keys alone, never the prototype's", () => {
        assert.equal(at({ a: { b: 1 } }, "a", "b"), 1);
        assert.equal(at({ a: [] }, "a", "length"), undefined);
        assert.equal(at({}, "constructor"), undefined);
    });

    it("write paths as a reader can look them up", () => {
        assert.equal(join("spec", "containers"), "spec.containers");
        assert.equal(join("spec.containers", 2), "spec.containers[2]");
        assert.equal(join("metadata.labels", "app.kubernetes.io/name"), "metadata.labels['app.kubernetes.io/name']");
        assert.equal(join("", "spec"), "spec");
    });

    it("list names once, in order", () => {
        assert.deepEqual(unique(["b", "a", "b"]), ["a", "b"]);
    });
});
