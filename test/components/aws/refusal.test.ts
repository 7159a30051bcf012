import assert from "node:assert/strict";
import { refusal } from "../../../components/aws/refusal";

describe("refusal", () => {
    it("names every fault in the text too, which is all that the engine prints", () => {
        const faults = [
            { propertyPath: "grants[0].actions[1]", reason: "is a wildcard" },
            { propertyPath: "stores", reason: "is empty" },
        ];
        const error = refusal('Pod identity "a" is refused', faults);
        assert.equal(
            error.message,
            'Pod identity "a" is refused:\n  - "grants[0].actions[1]" is a wildcard\n  - "stores" is empty',
        );
        assert.deepEqual(error.errors, faults);
    });
});
