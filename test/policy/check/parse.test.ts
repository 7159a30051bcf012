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
