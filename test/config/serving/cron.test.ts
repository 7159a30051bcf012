import assert from "node:assert/strict";
import { cronFault } from "../../../config/serving/cron";

describe("a cron expression", () => {
    for (const expression of ["0 8 * * 1-5", "*/15 0-6/2 1,15 jan-mar MON-FRI", "59 23 31 12 0", "? ? * * *"]) {
        it(`may be ${expression}`, () => {
            assert.equal(cronFault(expression), undefined);
        });
    }

    for (const [expression, fault] of [
        ["99 99 * * *", "must have the minute from 0 to 59"],
        ["0 24 * * *", "must have the hour from 0 to 23"],
        ["0 8 0 * *", "must have the day of the month from 1 to 31"],
        ["0 8 * 13 *", "must have the month from 1 to 12"],
        ["0 8 * * 7", "must have the day of the week from 0 to 6"],
        ["0 8 * * fri-mon", "must have the day of the week from 0 to 6"],
        ["*/0 8 * * *", "must have the minute from 0 to 59"],
        ["0-x 8 * * *", "must have the minute from 0 to 59"],
        ["0 8 * *", "must be a cron expression of five fields such as 0 8 * * 1-5"],
        ["0  8 * *", "must be a cron expression of five fields such as 0 8 * * 1-5"],
    ] as const) {
        it(`is not ${expression}: KEDA would create no autoscaler`, () => {
            assert.equal(cronFault(expression), fault);
        });
    }
});
