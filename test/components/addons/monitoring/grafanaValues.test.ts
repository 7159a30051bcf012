import assert from "node:assert/strict";
import { grafanaValues } from "../../../../components/addons/monitoring/grafanaValues";
import { someFacts } from "../../../support/addons";

describe("Grafana", () => {
    const values = grafanaValues(someFacts());

    it("takes its password from a Secret, and lets no one in without it", () => {
        assert.equal(values.admin.existingSecret, "grafana-admin");
        assert.equal(values["grafana.ini"]["auth.anonymous"]?.enabled, false);
    });
});
