import assert from "node:assert/strict";
import fc from "fast-check";
import { changeText, valueChanges } from "../../../simulation/rehearse/values";
import { Signature, UNKNOWN } from "../../../simulation/wire";
import { step } from "../../support/step";

const secret = { [Signature.Key]: Signature.Secret, ciphertext: "[secret]" };

/** The one change of an input, as the report prints it. */
function text(path: string, oldInputs: object, inputs: object, type = "aws:s3/bucket:Bucket"): string {
    const [change] = valueChanges(step({ type, changes: [path], oldInputs: { ...oldInputs }, inputs: { ...inputs } }));
    return changeText(change!);
}

describe("changed values in the report of a rehearsal", () => {
    it("shows the old value and the new one", () => {
        assert.equal(text("max", { max: 20 }, { max: 40 }), "max: 20 → 40");
        assert.equal(text("a[1].b", { a: [0, { b: "x" }] }, { a: [0, { b: "y" }] }), 'a[1].b: "x" → "y"');
        assert.equal(
            text('tags["a.b/c"]', { tags: { "a.b/c": true } }, { tags: { "a.b/c": false } }),
            'tags["a.b/c"]: true → false',
        );
    });

    it("says what is added and what is removed", () => {
        assert.equal(text("tags.a", {}, { tags: { a: "x" } }), 'tags.a: added "x"');
        assert.equal(text("tags", { tags: { a: 1 } }, { tags: null }), 'tags: removed {"a":1}');
    });

    it("says which values only the update computes, also below one that is not known", () => {
        assert.equal(text("arn", { arn: "one" }, { arn: UNKNOWN }), 'arn: "one" → (known after the update)');
        assert.equal(
            text("data.a", { data: { a: "one" } }, { data: UNKNOWN }),
            'data.a: "one" → (known after the update)',
        );
        assert.equal(text("list", { list: [1] }, { list: [1, UNKNOWN] }), 'list: [1] → [1,"(known after the update)"]');
    });

    it("shows of long texts the part that differs", () => {
        const lines = (n: number) =>
            `first line\nsecond line\n${"same ".repeat(20)}\nlimit: ${n}\n${"end ".repeat(20)}`;
        assert.equal(
            text("data.config", { data: { config: lines(10) } }, { data: { config: lines(25) } }),
            String.raw`data.config: …"me same \nlimit: 10\n${"end ".repeat(10)}e"… → …` +
                String.raw`"me same \nlimit: 25\n${"end ".repeat(10)}e"…`,
        );
    });

    it("shows the size of what is too large to show", () => {
        const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key-${i}`, i]));
        assert.equal(text("a", { a: [...Array(40).keys()] }, { a: many }), "a: [40 items] → {30 keys}");
    });

    it("shows the path alone where neither state has the input", () => {
        assert.equal(text("status", {}, {}), "status");
    });

    it("never shows a secret: marked on either side, above or below the path, or data of a Secret", () => {
        const type = "kubernetes:core/v1:Secret";
        assert.equal(text("password", { password: secret }, { password: secret }), "password: [secret]");
        assert.equal(text("password", { password: "hunter2" }, { password: secret }), "password: [secret]");
        assert.equal(text("password", { password: secret }, { password: "hunter2" }), "password: [secret]");
        assert.equal(text("data.a", { data: secret }, { data: secret }), "data.a: [secret]");
        assert.equal(text("env", { env: [] }, { env: [{ value: secret }] }), 'env: [] → [{"value":"[secret]"}]');
        assert.equal(
            text("stringData.url", { stringData: { url: "a" } }, { stringData: { url: "b" } }, type),
            "stringData.url: [secret]",
        );
        assert.equal(text("data.url", {}, { data: { url: "aHVudGVyMg==" } }, type), "data.url: added [secret]");
    });

    it("shows short values whole, whatever is in them", () => {
        const value = fc.oneof(fc.string({ maxLength: 40 }), fc.integer(), fc.boolean());
        fc.assert(
            fc.property(value, value, (a, b) => {
                assert.equal(text("a", { a }, { a: b }), `a: ${JSON.stringify(a)} → ${JSON.stringify(b)}`);
            }),
        );
    });
});
