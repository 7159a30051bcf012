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

/**
 * Whether a finding is exempted, by the configuration or by an annotation of the object.
 *
 * @param today as `2027-01-31`: an exemption counts until the end of its last day
 */
export function verdictOn(
    rule: string,
    { exempt, exemptAnnotations }: CommonOptions,
    subject: Subject,
    finding: Pick<Finding, "values">,
    today: string,
): Verdict {
    const covering = exempt.filter((exemption) => covers(exemption, subject, finding));
    const valid = covering.find(({ until }) => until === undefined || until >= today);
    if (valid !== undefined) {
        const { reason, until } = valid;
        return { exempted: { reason, ...(until !== undefined && { until }), inSource: false } };
    }
    const key = `${exemptAnnotationPrefix}${rule}`;
    const text = exemptAnnotations ? exemptAnnotationsOf(subject)[key] : undefined;
    if (text === undefined) {
        const [expired] = covering;
        return expired === undefined ? {} : { note: `the exemption expired on ${expired.until ?? ""}` };
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
