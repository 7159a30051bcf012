import { type PolicyEvent } from "@pulumi/pulumi/automation";
import { withoutColor } from "../engine/operation";

/** A policy violation, as the engine's analyzer reports it. */
export interface Violation {
    readonly policy: string;
    readonly level: "mandatory" | "advisory";
    /** Undefined for a policy about the whole stack. */
    readonly urn?: string;
    readonly message: string;
}

/** A policy that could not be evaluated because a value is not known before the update. */
export interface NotEvaluated {
    readonly policy: string;
    readonly urn?: string;
}

interface Findings {
    readonly violations: readonly Violation[];
    readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Separates violations from policies that could not be evaluated: the analyzer reports both as events.
 * Source: @pulumi/policy server.js, the advisory it makes of an UnknownValueError.
 */
export function findingsOf(events: readonly PolicyEvent[]): Findings {
    const violations: Violation[] = [];
    const notEvaluated: NotEvaluated[] = [];
    for (const { policyName: policy, message: text, enforcementLevel, resourceUrn } of events) {
        const subject = resourceUrn !== undefined && resourceUrn !== "" && { urn: resourceUrn };
        const message = withoutColor(text).trim();
        if (/^can't run policy .* during preview: /s.test(message)) {
            notEvaluated.push({ policy, ...subject });
        } else {
            const level = enforcementLevel === "mandatory" ? "mandatory" : "advisory";
            violations.push({ policy, level, ...subject, message });
        }
    }
    return { violations, notEvaluated };
}
