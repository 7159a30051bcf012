import assert from "node:assert/strict";
import fc from "fast-check";
import { bare, containsUnknown, fromStruct, plain, secretTexts, toStruct } from "../../../simulation/plugin/wire";
import { secretWire as secret, Signature, UNKNOWN } from "../../../simulation/wire";

const output = (rest: object) => ({ [Signature.Key]: Signature.OutputValue, ...rest });

describe("values on the wire", () => {
    it("survive a round trip through protobuf", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
                const clean = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
                // The protobuf library itself loses this one key.
                fc.pre(!JSON.stringify(clean).includes("__proto__"));
                assert.deepEqual(fromStruct(toStruct(clean)), clean);
            }),
        );
    });

    it("do not contain undefined: an object omits the key, a list keeps its length", () => {
        assert.deepEqual(fromStruct(toStruct({ a: undefined, b: [undefined, 1], c: { d: undefined } })), {
            b: [null, 1],
            c: {},
        });
    });

    it("are without marks and unknown values in plain form", () => {
        const wire = {
            password: secret({ value: secret("x") }),
            arn: UNKNOWN,
            nested: { list: [output({ value: 1 }), secret(UNKNOWN)], gone: output({}) },
        };
        assert.deepEqual(plain(wire), { password: { value: "x" }, nested: { list: [1] } });
    });

    it("reveal unknown values at any depth", () => {
        assert.equal(containsUnknown({ a: [{ b: secret(UNKNOWN) }] }), true);
        assert.equal(containsUnknown({ a: [output({})] }), true);
        assert.equal(containsUnknown({ a: ["x"] }), false);
    });

    it("can be read through their marks", () => {
        assert.equal(bare(secret(output({ value: "x" }))), "x");
        assert.equal(bare(output({})), UNKNOWN);
    });

    it("list every secret string, and no other", () => {
        const wire = {
            a: secret("first-secret"),
            b: "plain-text",
            c: [secret({ d: ["second-secret", "short"] })],
            e: output({ value: "public" }),
        };
        assert.deepEqual(secretTexts(wire), ["first-secret", "second-secret"]);
    });
});
