import assert from "node:assert/strict";
import { type Differences } from "../../../simulation/differences/compare";
import { differenceDiff, differenceLines, fieldText } from "../../../simulation/differences/text";

const plain = { width: Infinity, color: false };
const server = { urn: "u", type: "kubernetes:apps/v1:Deployment", name: "server" };
const none: Differences = { added: [], removed: [], changed: [], unchanged: 7 };

const differences: Differences = {
    added: [server],
    removed: [{ ...server, name: "old" }],
    changed: [{ ...server, name: "web", fields: [{ path: "spec.replicas", before: 3, after: 5 }] }],
    unchanged: 7,
    cost: { before: { withoutLoad: 1000, atMaximum: 2000 }, after: { withoutLoad: 1200, atMaximum: 2000 } },
};

describe("differences on a terminal", () => {
    it("are one line per resource and one per field, after the sum and the cost", () => {
        assert.deepEqual(differenceLines(differences, "out/dev", plain), [
            "Differences against out/dev: 1 added, 1 removed, 1 changed, 7 unchanged",
            "  cost a month: 1,000 USD → 1,200 USD without load",
            "  + Deployment server",
            "  - Deployment old",
            "  ~ Deployment web",
            "      spec.replicas: 3 → 5",
        ]);
    });

    it("are said to be none", () => {
        assert.deepEqual(differenceLines(none, "out/dev", plain), ["Differences against out/dev: none in 7 resources"]);
    });

    it("show of a script the lines that differ, and of a long value its start", () => {
        assert.equal(fieldText({ path: "run", before: "a\nb\nc", after: "a\nB\nc" }), 'run: "b" → "B"');
        assert.equal(fieldText({ path: "run", before: "a\nb", after: "a\nb\nc" }), 'run: "" → "c"');
        assert.equal(fieldText({ path: "set", after: true }), "set: (not set) → true");
        assert.match(
            fieldText({ path: "long", before: "x".repeat(500), after: "" }),
            /^long: "x{119}… \(502 characters\) → ""$/,
        );
    });
});

describe("differences in a comment", () => {
    it("start with what is removed, and each line with the sign that GitHub colors", () => {
        assert.deepEqual(differenceDiff(differences).split("\n"), [
            "cost a month: 1,000 USD → 1,200 USD without load",
            "- Deployment old",
            "+ Deployment server",
            "! Deployment web",
            "    spec.replicas: 3 → 5",
        ]);
        assert.equal(differenceDiff(none), "");
    });
});
