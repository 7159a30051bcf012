import assert from "node:assert/strict";
import { formats, reporters } from "../../../../policy/check/formats";
import { nothingFound, written } from "../../../support/policy/results";

describe("formats", () => {
    for (const format of formats) {
        it(`${format} writes something, also when nothing was found`, () => {
            const text = written(
                (write) => reporters[format](write, { width: 80, color: false }),
                (reporter) => reporter.end(nothingFound),
            );
            assert.ok(text.endsWith("\n") && text.length > 1);
        });
    }
});
