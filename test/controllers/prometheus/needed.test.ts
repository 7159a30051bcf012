import assert from "node:assert/strict";
import { type KubeObject } from "../../integration/cluster/types";
import { groupsOf } from "./configuration";
import { withNeededRules } from "./needed";

function object(kind: string, app: string, spec: object): KubeObject {
    return { apiVersion: "v1", kind, metadata: { name: `${app}-${kind}`, namespace: "ml", labels: { app } }, spec };
}

function recording(app: string): KubeObject {
    const groups = [
        { name: "requests", rules: [{ record: "inference:requests:rate5m", expr: "rate(requests_total[5m])" }] },
        { name: "shares", rules: [{ record: "inference:share", expr: "inference:requests:rate5m / 2" }] },
        { name: "objectives", rules: [{ record: "inference:slo:burn", expr: "inference:requests:rate5m / 3" }] },
        { name: "alerts", rules: [{ alert: "Slow", expr: "inference:slo:burn > 1" }] },
    ];
    return object("PrometheusRule", app, { groups });
}

function namesOf(rule: KubeObject | undefined): string[] {
    return rule === undefined ? [] : groupsOf(rule).map(({ name }) => name);
}

describe("the rules that the controllers tests need", () => {
    it("of a trial that looks at no alert: what its triggers ask for, and what that is computed from", () => {
        const trigger = { triggers: [{ metadata: { query: 'max(inference:share{workload="scorer"})' } }] };
        const [rule, scaler] = withNeededRules(
            [recording("scorer"), object("ScaledObject", "scorer", trigger)],
            new Set(["scorer"]),
        );
        assert.deepEqual(namesOf(rule), ["requests", "shares"]);
        assert.deepEqual(scaler?.["spec"], trigger);
    });

    it("of a trial without such triggers: none", () => {
        const [rule] = withNeededRules([recording("scorer")], new Set(["scorer"]));
        assert.deepEqual(namesOf(rule), []);
    });

    it("of every other workload: all", () => {
        const [rule] = withNeededRules([recording("scorer")], new Set(["another"]));
        assert.deepEqual(namesOf(rule), ["requests", "shares", "objectives", "alerts"]);
    });
});
