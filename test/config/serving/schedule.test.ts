import assert from "node:assert/strict";
import fc from "fast-check";
import { cronFault } from "../../../config/serving/cron";
import { longestGapMinutes } from "../../../config/serving/schedule";

const hour = 60;
const day = 24 * hour;

describe("the longest time between two runs", () => {
    for (const [expression, minutes] of [
        ["0 2 * * *", day],
        ["*/15 * * * *", 15],
        ["5/30 * * * *", 30],
        ["0 8-17 * * *", 15 * hour],
        ["0 8 * * 1-5", 3 * day],
        ["0 8 * * mon,thu", 4 * day],
        ["30 1 1 * *", 31 * day],
        // February and the days after the 28th of it.
        ["0 0 30 * *", 60 * day],
        // Either field is enough.
        ["0 0 1 * 0", 7 * day],
        ["0 0 29 2 *", (4 * 365 + 1) * day],
    ] as const) {
        it(`is ${minutes / hour} hours for ${expression}`, () => {
            assert.equal(longestGapMinutes(expression), minutes);
        });
    }

    it("is undefined for a date that never comes", () => {
        assert.equal(longestGapMinutes("0 0 31 2 *"), undefined);
    });

    it("is between the mean and the span of the runs, whatever the hours", () => {
        fc.assert(
            fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1 }), (hours) => {
                const expression = `0 ${hours.join(",")} * * *`;
                assert.equal(cronFault(expression), undefined);
                const gap = longestGapMinutes(expression) ?? 0;
                assert.ok(gap >= day / hours.length && gap <= day, `${gap} minutes`);
            }),
        );
    });
});
