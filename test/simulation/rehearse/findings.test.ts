import assert from "node:assert/strict";
import { type PolicyEvent } from "@pulumi/pulumi/automation";
import { findingsOf } from "../../../simulation/rehearse/findings";

function event(message: string, over: Partial<PolicyEvent> = {}): PolicyEvent {
    return {
        message,
        color: "never",
        policyName: "limits-present",
        policyPackName: "inference-platform",
        policyPackVersion: "0.1.0",
        policyPackVersionTag: "0.1.0",
        enforcementLevel: "mandatory",
        ...over,
    };
}

describe("findingsOf", () => {
    it("keeps level, resource and message, without the engine's color marks", () => {
        const urn = "urn:x";
        assert.deepEqual(findingsOf([event("<{%fg 1%}>No limits<{%reset%}>\n", { resourceUrn: urn })]), {
            violations: [{ policy: "limits-present", level: "mandatory", urn, message: "No limits" }],
            notEvaluated: [],
        });
        const [advisory] = findingsOf([event("x", { enforcementLevel: "warning" })]).violations;
        assert.deepEqual(advisory, { policy: "limits-present", level: "advisory", message: "x" });
    });

    it("does not count a policy that could not be evaluated as a violation", () => {
        const message = "can't run policy 'limits-present' from policy pack 'x' during preview: spec can't be known";
        assert.deepEqual(findingsOf([event(message, { enforcementLevel: "warning", resourceUrn: "" })]), {
            violations: [],
            notEvaluated: [{ policy: "limits-present" }],
        });
    });
});
