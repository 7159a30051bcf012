import assert from "node:assert/strict";
import { TimeForPrograms } from "./timeForPrograms";

/** What the clock shows after each of some seconds, with as many threads that want to run as given, where four may. */
function secondsWith(...threads: readonly number[]): number[] {
    let wanting = 0;
    const clock = new TimeForPrograms(() => wanting, 4);
    clock.now(0);
    return threads.map((each, i) => {
        wanting = each;
        return clock.now((i + 1) * 1000) / 1000;
    });
}

describe("the time that programs have had to act", () => {
    it("is that of the clock on a machine with cores to spare", () => {
        assert.deepEqual(secondsWith(1, 4, 2), [1, 2, 3]);
    });

    it("passes more slowly for as long as more threads want to run than there are cores for", () => {
        assert.deepEqual(secondsWith(8, 16, 4), [0.5, 0.75, 1.75]);
    });
});
