import assert from "node:assert/strict";
import { holdsSecret, knownPart, plainValue, secretWire, Signature, UNKNOWN } from "../../simulation/wire";

const secret = (value: unknown) => ({ [Signature.Key]: Signature.Secret, value });

describe("plainValue", () => {
    it("unwraps secrets at any depth and lists their paths", () => {
        const wire = { a: secret("x"), list: [1, { b: secret({ c: secret("y") }) }] };
        assert.deepEqual(plainValue(wire), {
            value: { a: "x", list: [1, { b: { c: "y" } }] },
            secrets: [["a"], ["list", 1, "b"]],
        });
        assert.deepEqual(plainValue(secret(["z"])), { value: ["z"], secrets: [[]] });
    });

    it("writes a resource as its id, and a component as its URN", () => {
        const reference = (id?: string) => ({ [Signature.Key]: Signature.Resource, urn: "urn:x", id });
        assert.equal(plainValue(reference("bucket-1")).value, "bucket-1");
        assert.equal(plainValue(reference()).value, "urn:x");
        assert.equal(plainValue(reference("")).value, "urn:x");
    });

    it("reads output values: known, unknown and secret", () => {
        const output = (rest: object) => ({ [Signature.Key]: Signature.OutputValue, ...rest });
        assert.deepEqual(plainValue({ a: output({ value: 1, secret: true }), b: output({}) }), {
            value: { a: 1, b: UNKNOWN },
            secrets: [["a"]],
        });
    });

    it("keeps the content of an asset, and a key called __proto__ as a key", () => {
        assert.deepEqual(plainValue({ [Signature.Key]: Signature.Asset, text: "x" }).value, { text: "x" });
        const { value } = plainValue(JSON.parse('{"__proto__":{"polluted":true}}'));
        assert.deepEqual(Object.keys(value as object), ["__proto__"]);
        assert.equal((value as { polluted?: boolean }).polluted, undefined);
    });
});

describe("secretWire and holdsSecret", () => {
    it("marks once, and finds the mark inside lists and mappings", () => {
        assert.deepEqual(secretWire(secretWire("x")), secret("x"));
        assert.deepEqual(secretWire(undefined), secret(null));
        assert.equal(holdsSecret({ a: [{ b: secretWire("x") }] }), true);
        assert.equal(holdsSecret({ a: ["x", null, 1] }), false);
        assert.equal(holdsSecret({ [Signature.Key]: Signature.OutputValue, secret: true }), true);
    });
});

describe("knownPart", () => {
    it("omits unknown values at any depth", () => {
        assert.deepEqual(knownPart({ a: UNKNOWN, b: [1, UNKNOWN, { c: UNKNOWN, d: null }] }), { b: [1, { d: null }] });
    });
});
