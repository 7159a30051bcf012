import assert from "node:assert/strict";
import { inParallel } from "../../../cli/publish-model/inParallel";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("work in parallel", () => {
    it("handles every item once, and no more at a time than the limit", async () => {
        const done: number[] = [];
        let running = 0;
        let most = 0;
        await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
            most = Math.max(most, (running += 1));
            await turn();
            running -= 1;
            done.push(item);
        });
        assert.deepEqual([done, most], [[1, 2, 3, 4, 5], 2]);
    });

    it("starts nothing more after a failure, and lets what runs end first", async () => {
        const ended: number[] = [];
        const work = async (item: number) => {
            if (item === 1) {
                throw new Error("broken");
            }
            await turn();
            ended.push(item);
        };
        await assert.rejects(inParallel([1, 2, 3], 2, work), { message: "broken" });
        assert.deepEqual(ended, [2]);
    });
});
