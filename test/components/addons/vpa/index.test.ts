import assert from "node:assert/strict";
import { vpaValues } from "../../../../components/addons/vpa";
import { someFacts } from "../../../support/addons";

describe("the Vertical Pod Autoscaler", () => {
    it("only recommends, and never past a disruption budget", () => {
        const values = vpaValues(someFacts());
        assert.deepEqual([values.updater.enabled, values.admissionController.enabled], [false, false]);
        assert.deepEqual(values.updater.extraArgs, []);
        assert.equal(vpaValues(someFacts({ addons: { vpa: { applyRecommendations: true } } })).updater.enabled, true);
    });
});
