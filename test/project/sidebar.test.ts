import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const docs = path.resolve(__dirname, "../../docs");

describe("the sidebar of the documentation site", () => {
    it("lists every page that no folder brings", () => {
        const listed = readFileSync(path.join(docs, ".vitepress/pages.ts"), "utf8");
        const pages = readdirSync(docs).filter((file) => file.endsWith(".md"));
        assert.deepEqual(
            pages.filter((page) => !listed.includes(`"docs/${page}"`)),
            [],
        );
    });
});
