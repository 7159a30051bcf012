import { type Coverage, type Exempted } from "../core/judge";
import { type NotEvaluated, type Violation } from "../model/resource";

/** A result with the line of its file, from 1: that of the property, or of its nearest parent that is there. */
export type Located<Result> = Result & { readonly line: number };

/** Writes results as they are found. */
export interface Reporter {
    readonly begin: () => void;
    readonly violation: (violation: Located<Violation>) => void;
    readonly exempted: (violation: Located<Violation>, exempted: Exempted) => void;
    readonly notEvaluated: (entry: Located<NotEvaluated>) => void;
    readonly end: (summary: Summary) => void;
}

/** Violations of a rule. */
export interface RuleTotal {
    readonly policy: string;
    readonly level: Violation["level"];
    readonly count: number;
}

export interface Summary {
    readonly coverage: Coverage;
    /** Rules with violations, sorted by name; the sums are those of `mandatory` and `advisory`. */
    readonly byRule: readonly RuleTotal[];
    readonly mandatory: number;
    readonly advisory: number;
    readonly exempted: number;
    readonly notEvaluated: number;
    /** Documents that could not be read. */
    readonly unreadable: number;
}

export type Write = (text: string) => void;

/** `Pod app in ml`; for the user to find the object. */
export function objectText({ object }: Pick<Violation, "object">): string {
    const place = object?.namespace === undefined ? "" : ` in ${object.namespace}`;
    return `${object?.kind ?? ""} ${object?.name ?? ""}${place}`;
}

/** `policy`, with upstream's check and level for Pod Security. */
export function ruleText({ policy, check, podSecurityLevel }: Violation): string {
    return check === undefined ? policy : `${policy} (${podSecurityLevel ?? ""} ${check})`;
}

/** One sentence: how many rules judged how many objects, and what they found. */
export function summaryText(summary: Summary): string {
    const { coverage, mandatory, advisory, exempted, notEvaluated, unreadable } = summary;
    const { seen, judged, rules } = coverage;
    const violations = mandatory + advisory;
    return [
        judged === seen ? count(seen, "object") : `${judged} of ${count(seen, "object")}`,
        ` judged by ${count(rules.length, "rule")}, ${count(violations, "violation")}`,
        violations === 0 ? "" : ` (${mandatory} mandatory, ${advisory} advisory)`,
        exempted === 0 ? "" : `, ${exempted} exempted`,
        notEvaluated === 0 ? "" : `, ${notEvaluated} not evaluated`,
        unreadable === 0 ? "" : `, ${count(unreadable, "document")} unreadable`,
    ].join("");
}

function count(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
