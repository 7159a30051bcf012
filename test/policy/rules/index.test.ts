import assert from "node:assert/strict";
import { allRules } from "../../../policy/rules";

describe("the rules of the pack", () => {
    it("have names of their own, all of the form that Pulumi takes", () => {
        const names = allRules.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        assert.deepEqual(
            names.filter((name) => !/^[a-z0-9-]{1,100}$/.test(name)),
            [],
        );
    });
});
