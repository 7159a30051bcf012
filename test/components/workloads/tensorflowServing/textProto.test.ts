import assert from "node:assert/strict";
import fc from "fast-check";
import { block, field, message, text } from "../../../../components/workloads/tensorflowServing/textProto";

/** Reads a string literal as protobuf's tokenizer does: quotes, backslashes and octal bytes. */
function unquote(literal: string): string {
    const bytes: number[] = [];
    for (let i = 1; i < literal.length - 1; i++) {
        if (literal[i] !== "\\") {
            bytes.push(literal.charCodeAt(i));
        } else if (/[0-7]/.test(literal[i + 1] ?? "")) {
            bytes.push(parseInt(literal.slice(i + 1, i + 4), 8));
            i += 3;
        } else {
            bytes.push(literal.charCodeAt(++i));
        }
    }
    return Buffer.from(bytes).toString("utf8");
}

describe("protobuf text", () => {
    it("is read back as it was, whatever the characters", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), (value) => {
                const literal = text(value);
                assert.match(literal, /^"[\x20-\x7e]*"$/);
                assert.equal(unquote(literal), value);
            }),
        );
        assert.equal(text('a"b\\c\n'), '"a\\"b\\\\c\\012"');
    });

    it("nests blocks and keeps empty ones", () => {
        assert.equal(message(block("a", [field("b", "1"), block("c", [])])), "a {\n  b: 1\n  c {}\n}\n");
    });
});
