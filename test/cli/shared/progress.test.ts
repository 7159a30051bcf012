import assert from "node:assert/strict";
import { Progress } from "../../../cli/shared/progress";

describe("Progress", () => {
    function shown(isTTY: boolean): string {
        let text = "";
        const progress = new Progress({ isTTY, columns: 20, write: (part) => (text += part) });
        progress.show("simulating prod: 100 resources");
        progress.done();
        progress.done();
        return text;
    }

    it("overwrites one line of a terminal, cut to fit, and leaves nothing behind", () => {
        assert.equal(shown(true), "\r\u001b[Ksimulating prod: 10\r\u001b[K");
    });

    it("is silent anywhere else", () => {
        assert.equal(shown(false), "");
    });
});
