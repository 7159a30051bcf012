import assert from "node:assert/strict";
import { markdownComment } from "../../../simulation/output/markdown";

describe("a comment in Markdown", () => {
    it("cuts a block at the end of a line, and says how much is missing", () => {
        const lines = Array.from({ length: 400 }, (_, i) => `+ Deployment server-${String(i).padStart(3, "0")}`);
        const text = lines.join("\n");
        const comment = markdownComment("T", "fine", [{ title: "Differences", text, language: "diff" }]);
        const [, shown = "", missing = ""] =
            /```diff\n([\s\S]*)\n… \((\d+) characters more: see the output folder\)\n```/.exec(comment) ?? [];
        assert.ok(text.startsWith(`${shown}\n`), "whole lines");
        assert.equal(shown.length + Number(missing), text.length);
        assert.ok(shown.length <= 7_000 && shown.length > 6_900);
    });

    it("cuts a line that alone is too long", () => {
        const comment = markdownComment("T", "fine", [{ title: "Report", text: "x".repeat(7_001) }]);
        assert.match(comment, /\nx{7000}\n… \(1 characters more: see the output folder\)\n```\n$/);
    });
});
