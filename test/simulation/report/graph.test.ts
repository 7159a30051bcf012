import assert from "node:assert/strict";
import { dotSource, drawing } from "../../../simulation/report/graph";

const node = (id: string, ...lines: string[]) => ({ id, lines, look: "plain" });

describe("a drawing", () => {
    it("takes any text for the names of nodes and frames", async () => {
        const hostile = 'a"]; evil [label="<b>&\\n\\';
        const graph = {
            direction: "LR" as const,
            children: [{ box: hostile, look: "x", children: [node(hostile, hostile, "second")] }, node("b", "b")],
            edges: [{ from: hostile, to: "b", label: hostile, look: "x" }],
        };
        const { text } = await drawing(graph, hostile, "description");
        assert.equal(text.split('class="node plain"').length, 3, "two nodes, none made by a name");
        assert.doesNotMatch(text, /<b>|<title>| id="/);
        assert.match(text, /^<svg class="drawing" role="img" aria-label="a&quot;\]; evil/);
    });

    it("places nodes side by side without drawing an arrow", () => {
        const source = dotSource({
            direction: "LR",
            children: [node("a", "a"), node("b", "b")],
            edges: [{ from: "a", to: "b" }],
        });
        assert.match(source, /"a" -> "b" \[style=invis\];/);
    });
});
