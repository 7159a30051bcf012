import assert from "node:assert/strict";
import { parseText } from "../../../policy/check/parse";

describe("nesting of a document", () => {
    it("is rejected where it would exhaust the stack, in every style", () => {
        const levels = 100_000;
        const open = "[".repeat(levels);
        const texts = [
            `kind: Pod\na: ${open}`,
            `{"a": ${open}`,
            `{"a": ${open}${"]".repeat(levels)}}`,
            `a: ${"{a: ".repeat(levels)}`,
            `a:\n  ${"- ".repeat(levels)}x`,
            `${"? ".repeat(levels)}x`,
            Array.from({ length: 1_100 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
        ];
        for (const text of texts) {
            assert.deepEqual(
                parseText({ text, line: 5 }),
                { fault: "rejected: it is nested deeper than 500 levels", line: 5 },
                text.slice(0, 20),
            );
        }
    });

    it("is read up to the limit, in every style", () => {
        const texts = [
            `{"a": ${"[".repeat(499)}${"]".repeat(499)}}`,
            `a: ${"[".repeat(500)}${"]".repeat(500)}`,
            `a:\n  ${"- ".repeat(500)}x`,
            `a: ${"{a: ".repeat(499)}x${"}".repeat(499)}`,
        ];
        for (const text of texts) {
            const parsed = parseText({ text, line: 1 });
            assert.ok("value" in parsed, `${text.slice(0, 20)}: ${JSON.stringify(parsed)}`);
        }
    });
});
