import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import {
    bare,
    containsSecret,
    containsUnknown,
    fromStruct,
    plain,
    secret,
    secretTexts,
    toStruct,
    UNKNOWN,
} from "../../../simulation/plugin/wire";

const { specialSigKey, specialOutputValueSig } = pulumi.runtime;
const output = (rest: object) => ({ [specialSigKey]: specialOutputValueSig, ...rest });

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
        assert.deepEqual(plain(wire), { password: { value: "x" }, nested: { list: [1, undefined] } });
    });

    it("are known for what they hold at any depth", () => {
        assert.equal(containsUnknown({ a: [{ b: secret(UNKNOWN) }] }), true);
        assert.equal(containsUnknown({ a: [output({})] }), true);
        assert.equal(containsUnknown({ a: ["x"] }), false);
        assert.equal(containsSecret({ a: [{ b: secret("x") }] }), true);
        assert.equal(containsSecret({ a: [output({ value: "x", secret: true })] }), true);
        assert.equal(containsSecret({ a: [output({ value: "x" })] }), false);
    });

    it("are marked secret once", () => {
        assert.deepEqual(secret(secret("x")), secret("x"));
        assert.equal(bare(secret("x")), "x");
    });

    it("give away every secret text to whoever must hide it, and no other", () => {
        const wire = { a: secret("first-secret"), b: "plain-text", c: [secret({ d: ["second-secret", "short"] })] };
        assert.deepEqual(secretTexts(wire), ["first-secret", "second-secret"]);
    });
});
