import assert from "node:assert/strict";
import { pictureStyle, standaloneSvg } from "../../../cli/pictures/svg";

const sheet = `:root {
    --paper: light-dark(#ffffff, #0f1520);
    --ink: light-dark(#16202e, #e7edf6);
}
.page { color: var(--ink); }
.drawing {
    margin: 0 auto;
}
.drawing .node path,
.drawing .node polygon {
    fill: var(--ink);
}
`;

describe("the style of a picture", () => {
    it("is that of drawings in the report, in light colors and in dark ones for those who prefer them", () => {
        assert.deepEqual(pictureStyle(sheet).split("\n"), [
            ".ground { fill: #ffffff; }",
            ".drawing .node path, .drawing .node polygon { fill: #16202e; }",
            "@media (prefers-color-scheme: dark) {",
            ".ground { fill: #0f1520; }",
            ".drawing .node path, .drawing .node polygon { fill: #e7edf6; }",
            "}",
        ]);
    });

    it("has no color that the sheet does not name", () => {
        assert.throws(
            () => pictureStyle(`${sheet}.drawing .edge path { stroke: var(--sea); }`),
            /^Error: the style sheet has no color --sea$/,
        );
    });
});

describe("a picture", () => {
    it("has a title, a description and a ground, loads nothing, and is the same each time", async () => {
        const graph = {
            direction: "LR" as const,
            children: [{ id: "a", lines: ["A & B"], look: "workload" }],
            edges: [],
        };
        const svg = await standaloneSvg(graph, "One <node>", "It says A & B.");
        assert.match(
            svg,
            /^<svg [^>]*role="img"[^>]*>\n<title>One &lt;node&gt;<\/title><desc>It says A &amp; B\.<\/desc>\n<style>/,
        );
        assert.ok(svg.includes('<rect class="ground"'));
        assert.doesNotMatch(svg, /href=|url\(|@import|<script/);
        assert.equal(await standaloneSvg(graph, "One <node>", "It says A & B."), svg);
    });
});
