import assert from "node:assert/strict";
import fc from "fast-check";
import { compare, fieldChanges } from "../../../simulation/differences/compare";
import { type ComparedResource } from "../../../simulation/differences/earlier";

const resource = (name: string, inputs: object = {}, stack = "dev"): ComparedResource => ({
    urn: `urn:pulumi:${stack}::p::aws:s3/bucket:Bucket::${name}`,
    type: "aws:s3/bucket:Bucket",
    name,
    inputs: inputs as ComparedResource["inputs"],
});
const names = (resources: readonly { readonly name: string }[]) => resources.map(({ name }) => name);

describe("the differences between two simulations", () => {
    it("are resources that come, go and change, with every field that differs", () => {
        const found = compare(
            {
                resources: [
                    resource("gone"),
                    resource("same", { a: 1 }),
                    resource("kept", { tags: { a: "x", b: "y" } }),
                ],
            },
            { resources: [resource("same", { a: 1 }), resource("kept", { tags: { a: "z" } }), resource("new")] },
        );
        assert.deepEqual([names(found.added), names(found.removed), found.unchanged], [["new"], ["gone"], 1]);
        assert.deepEqual(
            found.changed.map(({ name, fields }) => [name, fields]),
            [
                [
                    "kept",
                    [
                        { path: "tags.a", before: "x", after: "z" },
                        { path: "tags.b", before: "y" },
                    ],
                ],
            ],
        );
    });

    it("are none between stacks that differ in their name alone", () => {
        const found = compare({ resources: [resource("a", {}, "dev")] }, { resources: [resource("a", {}, "prod")] });
        assert.deepEqual([found.added, found.removed, found.changed, found.unchanged], [[], [], [], 1]);
    });

    it("follow list entries by their names, so that a new container does not change the others", () => {
        const pod = (...names: string[]) => ({ containers: names.map((name) => ({ name, image: `${name}:1` })) });
        assert.deepEqual(fieldChanges(pod("a", "b"), pod("new", "a", "b")), [
            { path: "containers[new]", after: { name: "new", image: "new:1" } },
        ]);
        assert.deepEqual(fieldChanges({ zones: ["a", "b"] }, { zones: ["a", "c"] }), [
            { path: "zones", before: ["a", "b"], after: ["a", "c"] },
        ]);
        assert.deepEqual(fieldChanges({ rules: [{ port: 1 }] }, { rules: [{ port: 2 }] }), [
            { path: "rules[0].port", before: 1, after: 2 },
        ]);
    });

    it("look into JSON documents that are texts", () => {
        const policy = (action: string) => JSON.stringify({ Statement: [{ Action: [action] }] });
        assert.deepEqual(fieldChanges({ policy: policy("s3:Get") }, { policy: policy("s3:Put") }), [
            { path: "policy.Statement[0].Action", before: ["s3:Get"], after: ["s3:Put"] },
        ]);
    });

    it("never show a value that the other side masks", () => {
        for (const [before, after] of [
            ["hunter2", "[secret]"],
            ["postgres://user:hunter2@host", "postgres://user:[secret]@host"],
            [{ password: "hunter2" }, "[secret]"],
            [["hunter2"], ["[secret]"]],
        ]) {
            for (const [from, to] of [
                [before, after],
                [after, before],
            ]) {
                const found = fieldChanges({ value: from }, { value: to });
                assert.equal(found.length, 1);
                assert.doesNotMatch(JSON.stringify(found), /hunter2/);
            }
        }
    });

    it("tell what the stack costs more, where both sides know", () => {
        const cost = (withoutLoad: number) => ({ resources: [], cost: { withoutLoad, atMaximum: 9 } });
        assert.deepEqual(compare(cost(1), cost(2)).cost, { before: cost(1).cost, after: cost(2).cost });
        assert.equal("cost" in compare({ resources: [] }, cost(2)), false);
    });

    it("take names that every object inherits for fields like any other", () => {
        assert.deepEqual(fieldChanges({ toString: "a" }, {}), [{ path: "toString", before: "a" }]);
    });

    it("are empty for a value and itself, and found both ways for any other", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
                assert.deepEqual(fieldChanges(a, structuredClone(a)), []);
                assert.equal(fieldChanges(a, b).length > 0, fieldChanges(b, a).length > 0);
            }),
        );
    });
});
