import assert from "node:assert/strict";
import { objectText, ruleText, summaryText } from "../../../policy/check/report";
import { nothingFound, violation } from "../../support/policy/results";

describe("texts of a report", () => {
    it("name object and rule", () => {
        assert.equal(objectText(violation), "Pod app in ml");
        assert.equal(objectText({ object: { apiVersion: "v1", kind: "Namespace", name: "ml" } }), "Namespace ml");
        assert.equal(ruleText(violation), "availability-bare-pods");
        const upstream = { ...violation, check: "hostPorts", podSecurityLevel: "baseline" } as const;
        assert.equal(ruleText(upstream), "availability-bare-pods (baseline hostPorts)");
    });

    it("sum up in one sentence, with what applies alone", () => {
        assert.equal(summaryText(nothingFound), "1 object judged by 4 rules, 0 violations");
        assert.equal(
            summaryText({ ...nothingFound, mandatory: 2, advisory: 1, unreadable: 1 }),
            "1 object judged by 4 rules, 3 violations (2 mandatory, 1 advisory), 1 document unreadable",
        );
    });
});
