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

    it("words the branches of a union as a person would", () => {
        const versions = z.union([z.array(z.int()), z.strictObject({ latest: z.int() }), z.literal("all")]);
        assert.deepEqual(faults(versions, "al"), ['topic is "al": must be a list or a mapping of keys or all']);
        const receiver = z.discriminatedUnion("kind", [
            z.strictObject({ kind: z.literal("slack") }),
            z.strictObject({ kind: z.literal("sns") }),
        ]);
        assert.deepEqual(faults(receiver, { kind: "slak" }), [
            'topic.kind is "slak": must be one of slack, sns; did you mean "slack"?',
        ]);
        assert.deepEqual(faults(receiver, {}), ["topic.kind is missing: must be one of slack, sns"]);
    });

    it("tells a key without a value from one that is missing", () => {
        assert.deepEqual(faults(z.strictObject({ a: z.int() }), { a: null }), [
            "topic.a has no value: must be a number",
        ]);
        assert.deepEqual(faults(z.strictObject({ a: z.int() }), {}), ["topic.a is missing: must be a number"]);
    });

    it("says that text which YAML reads as a number needs quotes", () => {
        assert.deepEqual(faults(z.string(), 1.5), ["topic is 1.5: must be a string, in quotes"]);
    });

    it("never shows what may be a credential", () => {
        const hiddenReason = "has a value that is not shown, since it may be a credential";
        const secret = "postgres://app:hunter2@db.example.com/x";
        assert.deepEqual(faults(z.strictObject({ url: z.int() }), { url: secret }), [
            `topic.url ${hiddenReason}: must be a number`,
        ]);
        assert.deepEqual(faults(z.strictObject({ list: z.int() }), { list: [{ deep: secret }] }), [
            `topic.list ${hiddenReason}: must be a number`,
        ]);
        const secrets = z.strictObject({ secrets: z.record(z.string(), z.strictObject({ secret: z.string() })) });
        assert.deepEqual(faults(secrets, { secrets: { TOKEN: "short" } }), [
            `topic.secrets.TOKEN ${hiddenReason}: must be a mapping of keys`,
        ]);
        assert.deepEqual(faults(z.strictObject({ a: z.int().optional() }), { [secret]: 1 }), [
            "topic.[hidden] is not a known key; allowed here: a",
        ]);
    });

    it("translates what people write from habit", () => {
        const workload = z.strictObject({ scaling: z.int().optional(), gpus: z.int().optional() });
        assert.deepEqual(faults(workload, { replicas: 3, "nvidia.com/gpu": 1 }), [
            "topic.replicas is not a known key; here it is called scaling.min",
            "topic.nvidia.com/gpu is not a known key; here it is called gpus",
        ]);
        assert.deepEqual(faults(z.strictObject({ replicaSet: z.int().optional() }), { replicas: 3 }), [
            'topic.replicas is not a known key; did you mean "replicaSet"?',
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
