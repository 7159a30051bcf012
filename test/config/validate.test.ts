import assert from "node:assert/strict";
import { z } from "zod";
import { configErrorText, didYouMean, keyPath } from "../../config/fault";
import { validate } from "../../config/validate";

/** `path reason` of every fault. */
function faults(schema: z.ZodType, input: unknown): string[] {
    const result = validate(schema, input, ["topic"]);
    return "faults" in result ? result.faults.map((fault) => `${fault.path} ${fault.reason}`) : [];
}

describe("validate", () => {
    it("hands back the value with its defaults", () => {
        assert.deepEqual(validate(z.strictObject({ a: z.int().default(3) }), {}), { value: { a: 3 } });
    });

    it("words a wrong kind of value by what stands there and what is allowed", () => {
        assert.deepEqual(faults(z.strictObject({ a: z.boolean() }), { a: "yes" }), [
            'topic.a is "yes": must be true or false',
        ]);
        assert.deepEqual(faults(z.strictObject({ a: z.array(z.string()) }), { a: { b: 1 } }), [
            'topic.a is {"b":1}: must be a list',
        ]);
        assert.deepEqual(faults(z.int(), 1.5), ["topic is 1.5: must be a whole number"]);
        assert.deepEqual(faults(z.string().min(3), "ab"), ['topic is "ab": must be at least 3 characters long']);
    });

    it("names the list entry that is wrong", () => {
        assert.deepEqual(faults(z.strictObject({ a: z.array(z.enum(["x", "y"])) }), { a: ["x", "z"] }), [
            'topic.a[1] is "z": must be one of x, y; did you mean "x"?',
        ]);
    });

    it("reports the branch of a union that the user meant", () => {
        const either = z.union([z.literal("none"), z.strictObject({ size: z.int() })]);
        assert.deepEqual(faults(either, { size: "big" }), ['topic.size is "big": must be a number']);
        assert.deepEqual(faults(z.union([z.boolean(), z.strictObject({})]), 7), [
            "topic is 7: must be true or false or a mapping of keys",
        ]);
    });

    it("refuses a name that breaks its rule, by its path", () => {
        const named = z.record(z.string().regex(/^[a-z]+$/, "must be lower-case letters"), z.int());
        assert.deepEqual(faults(named, { Big: 1 }), ["topic.Big is not a valid name: must be lower-case letters"]);
    });

    it("lists what is allowed when no known key is near", () => {
        assert.deepEqual(
            faults(z.strictObject({ alpha: z.int().optional(), beta: z.int().optional() }), { zzzzzz: 1 }),
            ["topic.zzzzzz is not a known key; allowed here: alpha, beta"],
        );
    });

    it("cuts a long value so that the message stays readable", () => {
        const [fault] = faults(z.int(), "x".repeat(500));
        assert.ok(fault!.length < 120, fault);
    });
});

describe("configErrorText", () => {
    it("counts the faults and lists each with its quoted path", () => {
        const one = { path: "a.b", reason: "is missing: must be a string" };
        assert.equal(
            configErrorText("dev", [one]),
            'Pulumi.dev.yaml has 1 fault:\n  - "a.b" is missing: must be a string',
        );
        assert.match(configErrorText("dev", [one, one]), /^Pulumi\.dev\.yaml has 2 faults:\n/);
    });
});

describe("keyPath", () => {
    it("writes paths the way --set takes them", () => {
        assert.equal(keyPath("nodeGroups", "gpu-t4", "instanceTypes", 0), "nodeGroups.gpu-t4.instanceTypes[0]");
        assert.equal(keyPath("a", "", "b"), 'a."".b');
    });
});

describe("didYouMean", () => {
    it("hints at a slip and stays silent at another word", () => {
        assert.equal(didYouMean("nodegroups", ["network", "nodeGroups"]), '; did you mean "nodeGroups"?');
        assert.equal(didYouMean("queue", ["network", "nodeGroups"]), "");
        assert.equal(didYouMean("x", []), "");
    });
});
