import assert from "node:assert/strict";
import { maxDocumentBytes } from "../../../policy/check/documents";
import { parseText } from "../../../policy/check/parse";

describe("parseText", () => {
    it("rejects aliases that expand to gigabytes", () => {
        const levels = Array.from({ length: 30 }, (_, i) => {
            const inner = i === 0 ? '"x"' : `*a${i - 1}`;
            return `a${i}: &a${i} [${Array.from({ length: 9 }, () => inner).join(", ")}]`;
        });
        assert.deepEqual(parseText({ text: ["kind: Pod", ...levels].join("\n"), line: 7 }), {
            fault: "rejected: its aliases expand to more than 100 copies",
            line: 7,
        });
    });

    it("rejects nesting that would exhaust the stack, in every style", () => {
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

    it("reads nesting up to the limit, in every style", () => {
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

    it("rejects a document over the limit, with its first line", () => {
        assert.deepEqual(parseText({ text: "a: 1", line: 3, tooLarge: true }), {
            fault: `document is larger than ${maxDocumentBytes / 1024 / 1024} MiB`,
            line: 3,
        });
    });

    it("reports the line of a fault within the whole file", () => {
        const parsed = parseText({ text: 'a: b\n"c\n', line: 11 });
        assert.ok("fault" in parsed && parsed.fault.startsWith("broken YAML: "));
        assert.equal(parsed.line, 12);
    });

    it("reads flow style that only looks like JSON", () => {
        assert.deepEqual(parseText({ text: "{ kind: Pod, hostPID: yes }", line: 1 }), {
            value: { kind: "Pod", hostPID: true },
        });
    });
});
