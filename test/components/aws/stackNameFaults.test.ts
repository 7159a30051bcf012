import assert from "node:assert/strict";
import { stackNameFaults } from "../../../components/aws/stackNameFaults";

describe("stackNameFaults", () => {
    it("accepts names that every AWS resource can carry", () => {
        for (const stack of ["dev", "prod-eu", "Prod2", "a".repeat(35)]) {
            assert.deepEqual(stackNameFaults(stack), []);
        }
    });

    it("refuses names that would fail in the middle of an update", () => {
        for (const stack of ["prod_eu", "prod.eu", "prod--eu", "-prod", "prod-", "a".repeat(36)]) {
            assert.deepEqual(stackNameFaults(stack), [
                {
                    path: "(stack name)",
                    reason:
                        `is "${stack}", which names of AWS resources cannot carry: must be letters, digits and single ` +
                        "dashes, at most 35; rename the stack with pulumi stack rename",
                },
            ]);
        }
    });
});
