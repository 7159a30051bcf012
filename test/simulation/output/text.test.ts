import assert from "node:assert/strict";
import { styleFor, wrap } from "../../../simulation/output/text";

describe("styleFor", () => {
    it("uses color and wrapping on terminals only, and honors NO_COLOR, FORCE_COLOR and dumb terminals", () => {
        const terminal = { isTTY: true, columns: 80 };
        assert.deepEqual(styleFor(terminal, {}), { width: 80, color: true });
        assert.deepEqual(styleFor({}, {}), { width: Infinity, color: false });
        assert.equal(styleFor(terminal, { NO_COLOR: "1" }).color, false);
        assert.equal(styleFor(terminal, { NO_COLOR: "1", FORCE_COLOR: "1" }).color, false);
        assert.equal(styleFor(terminal, { TERM: "dumb" }).color, false);
        assert.equal(styleFor({}, { FORCE_COLOR: "1" }).color, true);
        assert.equal(styleFor({ isTTY: true, columns: 5 }, {}).width, 40);
    });
});

describe("wrap", () => {
    it("breaks at spaces, and does not split a long word", () => {
        assert.deepEqual(wrap("one two three", "- ", "  ", 9), ["- one two", "  three"]);
        assert.deepEqual(wrap("a averyveryverylongname b", "", " ", 8), ["a", " averyveryverylongname", " b"]);
    });
});
