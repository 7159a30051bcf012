import { closest, distance } from "fastest-levenshtein";
import { exemptAnnotationPrefix, exemptAnnotationsOf, namespaceUnknown, type Subject } from "../model/subject";
import { type CommonOptions, type Exemption, type Finding, shortestReason } from "./rule";

/** Why a finding does not count. */
export interface Exempted {
    readonly reason: string;
    /** Last day, as `2027-01-31`; undefined without an end. */
    readonly until?: string;
    /** Whether it stands beside the object, in an annotation, or in the configuration of the pack. */
    readonly inSource: boolean;
}

interface Verdict {
    readonly exempted?: Exempted;
    /** Why an exemption that is there does not count, for the message. */
    readonly note?: string;
}

/** What a verdict depends on beside the finding. */
export interface Circumstances {
    /** As `2027-01-31`: an exemption counts until the end of its last day. */
    readonly today: string;
    /** Names of all rules of the pack, for annotations that name none. */
    readonly ruleNames: ReadonlySet<string>;
}

/** Whether a finding is exempted, by the configuration or by an annotation of the object. */
export function verdictOn(
    rule: string,
    { exempt, exemptAnnotations }: CommonOptions,
    subject: Subject,
    finding: Pick<Finding, "values">,
    { today, ruleNames }: Circumstances,
): Verdict {
    const covering = exempt.filter((exemption) => covers(exemption, subject, finding));
    const valid = covering.find(({ until }) => until === undefined || until >= today);
    if (valid !== undefined) {
        const { reason, until } = valid;
        return { exempted: { reason, ...(until !== undefined && { until }), inSource: false } };
    }
    const key = `${exemptAnnotationPrefix}${rule}`;
    const annotations = exemptAnnotations ? exemptAnnotationsOf(subject) : {};
    const text = annotations[key];
    if (text === undefined) {
        const [expired] = covering;
        const note =
            expired === undefined
                ? noteOnUnknown(rule, Object.keys(annotations), ruleNames)
                : `the exemption expired on ${expired.until ?? ""}`;
        return note === undefined ? {} : { note };
    }
    const annotation = parseAnnotation(text);
    if (annotation === undefined) {
        return {
            note: `the annotation "${key}" does not count: write "until YYYY-MM-DD: <reason>", with a reason of ${shortestReason} characters or more`,
        };
    }
    return annotation.until >= today
        ? { exempted: { ...annotation, inSource: true } }
        : { note: `the annotation "${key}" expired on ${annotation.until}` };
}

/** Says which annotations name no rule and may have been meant for this one: those nearest to it, or near no rule at all. */
function noteOnUnknown(
    rule: string,
    annotations: readonly string[],
    ruleNames: ReadonlySet<string>,
): string | undefined {
    const notes = annotations.flatMap((annotation) => {
        const named = annotation.slice(exemptAnnotationPrefix.length);
        if (ruleNames.has(named)) {
            return [];
        }
        const meant = closest(named, [...ruleNames]);
        // A third of the letters wrong is a slip; more is another word.
        const isSlip = distance(named, meant) <= meant.length / 3;
        if (isSlip && meant !== rule) {
            return [];
        }
        const hint = isSlip ? `; did you mean "${exemptAnnotationPrefix}${meant}"?` : "";
        return [`the annotation "${annotation}" exempts nothing: "${named}" is not a rule of this pack${hint}`];
    });
    return notes.length === 0 ? undefined : notes.join("; ");
}

/** Reads `until 2027-01-31: reason`; undefined for anything else. */
function parseAnnotation(text: string): { readonly until: string; readonly reason: string } | undefined {
    const [, until = "", reason = ""] = /^until (\d{4}-\d{2}-\d{2}):\s+(.*)$/s.exec(text.trim()) ?? [];
    return isDate(until) && reason.length >= shortestReason ? { until, reason } : undefined;
}

function isDate(text: string): boolean {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Today in UTC, as `2027-01-31`. */
export function utcDay(date = new Date()): string {
    return date.toISOString().slice(0, "2027-01-31".length);
}

/** Whether an exemption covers what a rule found, be it expired or not. An exemption of single values covers nothing beyond them. */
function covers(exemption: Exemption, subject: Subject, finding: Pick<Finding, "values">): boolean {
    const { namespace, kind, name, values } = exemption;
    if (namespace !== undefined && (namespaceUnknown(subject) || subject.object?.namespace !== namespace)) {
        return false;
    }
    if (kind !== undefined && subject.object?.kind !== kind) {
        return false;
    }
    if (name !== undefined && !matchesName(name, subject.object?.name) && !matchesName(name, subject.resource.name)) {
        return false;
    }
    return (
        values === undefined ||
        (finding.values !== undefined && finding.values.every((value) => values.includes(value)))
    );
}

function matchesName(pattern: string, name: string | undefined): boolean {
    return name !== undefined && (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
}
