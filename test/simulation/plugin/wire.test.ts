import assert from "node:assert/strict";
import fc from "fast-check";
import { bare, containsUnknown, fromStruct, plain, secretTexts, toStruct } from "../../../simulation/plugin/wire";
import { secretWire as secret, Signature, UNKNOWN } from "../../../simulation/wire";

const output = (rest: object) => ({ [Signature.Key]: Signature.OutputValue, ...rest });

describe("values on the wire", () => {
    it("survive the way through protobuf", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
                const clean = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
                // The protobuf library itself loses this one key.
                fc.pre(!JSON.stringify(clean).includes("__proto__"));
                assert.deepEqual(fromStruct(toStruct(clean)), clean);
            }),
        );
    });

    it("carry no undefined: an object leaves the key out, a list keeps its length", () => {
        assert.deepEqual(fromStruct(toStruct({ a: undefined, b: [undefined, 1], c: { d: undefined } })), {
            b: [null, 1],
            c: {},
        });
    });

    it("lose their markers in plain form, where what is unknown is absent", () => {
        const wire = {
            password: secret({ value: secret("x") }),
            arn: UNKNOWN,
            nested: { list: [output({ value: 1 }), secret(UNKNOWN)], gone: output({}) },
        };
        assert.deepEqual(plain(wire), { password: { value: "x" }, nested: { list: [1] } });
    });

    it("are known for what they hold at any depth", () => {
        assert.equal(containsUnknown({ a: [{ b: secret(UNKNOWN) }] }), true);
        assert.equal(containsUnknown({ a: [output({})] }), true);
        assert.equal(containsUnknown({ a: ["x"] }), false);
    });

    it("can be looked into through their markers", () => {
        assert.equal(bare(secret(output({ value: "x" }))), "x");
        assert.equal(bare(output({})), UNKNOWN);
    });

    it("give away every secret text to whoever must hide it, and no other", () => {
        const wire = {
            a: secret("first-secret"),
            b: "plain-text",
            c: [secret({ d: ["second-secret", "short"] })],
            e: output({ value: "public" }),
        };
        assert.deepEqual(secretTexts(wire), ["first-secret", "second-secret"]);
    });
});
