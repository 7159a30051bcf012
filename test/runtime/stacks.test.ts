import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { runStacks } from "./stacks";

/** What began and ended, in this order, of two runs of which the first ends when told to. */
async function order(together: boolean, leavesRoomFirst: boolean): Promise<string[]> {
    const seen: string[] = [];
    const codes = runStacks(
        ["dev", "prod"],
        async (stack, leavesRoom) => {
            seen.push(`${stack} begins`);
            if (stack === "dev") {
                await sleep(5);
                seen.push("most of dev is done");
                if (leavesRoomFirst) {
                    leavesRoom();
                }
                await sleep(20);
                seen.push("dev ends");
            }
            return stack === "dev" ? 1 : 0;
        },
        together,
    );
    assert.deepEqual(await codes, [1, 0]);
    return seen;
}

describe("the stacks of a runtime tier", () => {
    it("begin one after the other", async () => {
        assert.deepEqual(await order(false, false), ["dev begins", "most of dev is done", "dev ends", "prod begins"]);
    });

    it("overlap where the first leaves cores to spare before it ends", async () => {
        assert.deepEqual(await order(false, true), ["dev begins", "most of dev is done", "prod begins", "dev ends"]);
    });

    it("begin at once where there are cores for all", async () => {
        assert.deepEqual(await order(true, false), ["dev begins", "prod begins", "most of dev is done", "dev ends"]);
    });

    it("begin also after one that could not be run", async () => {
        const begun: string[] = [];
        await assert.rejects(
            runStacks(
                ["dev", "prod"],
                (stack) => {
                    begun.push(stack);
                    return stack === "dev" ? Promise.reject(new Error("no namespaces")) : Promise.resolve(0);
                },
                false,
            ),
            { message: "no namespaces" },
        );
        assert.deepEqual(begun, ["dev", "prod"]);
    });
});
