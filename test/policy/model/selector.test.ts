import assert from "node:assert/strict";
import { selects, selectsAll } from "../../../policy/model/selector";

const labels = { app: "w", tier: "gpu" };
const where = (operator: string, key: string, values?: readonly string[]) =>
    selects({ matchExpressions: [{ key, operator, ...(values !== undefined && { values }) }] }, labels);

describe("selects", () => {
    it("asks for every label and every expression", () => {
        assert.equal(selects({ matchLabels: { app: "w" } }, labels), true);
        assert.equal(selects({ matchLabels: { app: "w", tier: "cpu" } }, labels), false);
        const both = {
            matchLabels: { app: "w" },
            matchExpressions: [{ key: "tier", operator: "NotIn", values: ["gpu"] }],
        };
        assert.equal(selects(both, labels), false);
    });

    it("reads expressions as the API server does, also for labels that are absent", () => {
        assert.deepEqual([where("In", "tier", ["gpu", "cpu"]), where("In", "absent", ["gpu"])], [true, false]);
        assert.deepEqual([where("NotIn", "tier", ["gpu"]), where("NotIn", "absent", ["gpu"])], [false, true]);
        assert.deepEqual([where("Exists", "tier"), where("Exists", "absent")], [true, false]);
        assert.deepEqual([where("DoesNotExist", "tier"), where("DoesNotExist", "absent")], [false, true]);
    });

    it("selects nothing by an operator that does not exist, and everything by an empty selector", () => {
        assert.equal(where("Near", "tier"), false);
        assert.equal(selects({}, labels), true);
    });
});

describe("selectsAll", () => {
    it("is true for an absent selector, an empty one, and one with empty parts", () => {
        for (const selector of [
            undefined,
            null,
            {},
            { matchLabels: {} },
            { matchLabels: null, matchExpressions: [] },
        ]) {
            assert.equal(selectsAll(selector), true, JSON.stringify(selector));
        }
        assert.equal(selectsAll({ matchLabels: { app: "w" } }), false);
        assert.equal(selectsAll({ matchExpressions: [{ key: "a", operator: "Exists" }] }), false);
    });
});
