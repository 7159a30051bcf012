import assert from "node:assert/strict";
import { parse } from "yaml";
import { ruleFiles } from "../../../simulation/output/rules";

describe("rule files of an output folder", () => {
    it("hold the groups of each PrometheusRule as promtool reads them, and nothing of other objects", () => {
        const groups = [{ name: "g", rules: [{ alert: "A", expr: "up == 0", for: "5m" }] }];
        const object = (kind: string, spec: object) => ({
            path: "p",
            object: { kind, metadata: { namespace: "ml", name: "detector-alerts" }, spec },
        });
        const [file, ...others] = ruleFiles([object("PrometheusRule", { groups }), object("PodMonitor", {})]);
        assert.deepEqual(others, []);
        assert.equal(file?.path, "rules/ml-detector-alerts.yaml");
        assert.deepEqual(parse(file.text), { groups });
    });
});
