import { z } from "zod";
import { didYouMean, type Fault, keyPath } from "./fault";

/** Either the parsed value with its defaults, or every fault of the input. */
export type Validated<T> = { readonly value: T } | { readonly faults: readonly Fault[] };

type Path = readonly (string | number)[];

/**
 * Checks `input` against `schema` and words every fault in the one grammar that this project uses:
 * what stands there, what is allowed, what to do.
 */
export function validate<S extends z.ZodType>(schema: S, input: unknown, at: Path = []): Validated<z.output<S>> {
    const parsed = schema.safeParse(input, { error: knownKeysOfUnrecognized });
    if (parsed.success) {
        return { value: parsed.data };
    }
    return { faults: parsed.error.issues.flatMap((issue) => issueFaults(issue, input, at)) };
}

/** zod names the unknown keys of an object but not the known ones; they travel to `issueFaults` in the message. */
function knownKeysOfUnrecognized(issue: z.core.$ZodRawIssue): string | undefined {
    if (issue.code !== "unrecognized_keys") {
        return undefined;
    }
    const shape = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
    return JSON.stringify(shape);
}

function issueFaults(issue: z.core.$ZodIssue, input: unknown, at: Path): Fault[] {
    const local = issue.path.map((part) => (typeof part === "symbol" ? part.toString() : part));
    const path = [...at, ...local];
    if (issue.code === "unrecognized_keys") {
        const known = JSON.parse(issue.message) as string[];
        return issue.keys.map((key) => ({ path: keyPath(...path, key), reason: unknownKeyReason(key, known) }));
    }
    const value = valueAt(input, local);
    if (issue.code === "invalid_union") {
        return unionFaults(issue, value, path);
    }
    return [{ path: keyPath(...path) || "(whole file)", reason: reasonFor(issue, value) }];
}

export function unknownKeyReason(key: string, known: readonly string[]): string {
    const hint = didYouMean(key, known);
    return `is not a known key${hint === "" ? `; allowed here: ${known.join(", ") || "none"}` : hint}`;
}

/** Several shapes are allowed: report the one the user evidently meant, or name them all. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, value: unknown, path: Path): Fault[] {
    // A branch that fails below its root accepted the kind of value it was given: the user meant that one.
    const meant = issue.errors
        .filter((branch) => branch.length > 0 && !branch.some((inner) => isKindMismatch(inner)))
        .sort((a, b) => a.length - b.length)[0];
    if (meant !== undefined) {
        return meant.flatMap((inner) => issueFaults(inner, value, path));
    }
    const kinds = issue.errors.flatMap((branch) =>
        branch.flatMap((inner) =>
            inner.code === "invalid_type" ? [aKind(inner.expected)] : [lowerFirst(inner.message)],
        ),
    );
    return [{ path: keyPath(...path), reason: `${stands(value)}: must be ${[...new Set(kinds)].join(" or ")}` }];
}

function isKindMismatch(issue: z.core.$ZodIssue): boolean {
    return issue.path.length === 0 && (issue.code === "invalid_type" || issue.code === "invalid_value");
}

function reasonFor(issue: z.core.$ZodIssue, value: unknown): string {
    switch (issue.code) {
        case "invalid_type":
            return value === undefined
                ? `is missing: must be ${aKind(issue.expected)}`
                : `${stands(value)}: must be ${aKind(issue.expected)}`;
        case "invalid_value":
            return invalidValueReason(value, issue.values.map(String));
        case "too_big":
            return `${stands(value)}: must be ${sizeWord(issue.origin, issue.exact === true, "at most", issue.maximum)}`;
        case "too_small":
            return `${stands(value)}: must be ${sizeWord(issue.origin, issue.exact === true, "at least", issue.minimum)}`;
        case "invalid_key":
            return `is not a valid name: ${issue.issues.map((inner) => lowerFirst(inner.message)).join(", ")}`;
        default:
            return `${stands(value)}: ${lowerFirst(issue.message)}`;
    }
}

function invalidValueReason(value: unknown, allowed: readonly string[]): string {
    // A wrong version number is no typing slip of another one.
    const hint = typeof value === "string" && /[a-z]/i.test(value) ? didYouMean(value, allowed) : "";
    // YAML reads 1.36 as a number.
    const quotes =
        typeof value !== "string" && allowed.includes(String(value)) ? `, in quotes: "${String(value)}"` : "";
    const missing = value === undefined ? "is missing" : stands(value);
    return `${missing}: must be ${allowed.length === 1 ? "" : "one of "}${allowed.join(", ")}${hint}${quotes}`;
}

function sizeWord(origin: string, exact: boolean, bound: string, limit: number | bigint): string {
    const amount = exact ? `exactly ${limit}` : `${bound} ${limit}`;
    switch (origin) {
        case "string":
            return `${amount} characters long`;
        case "array":
        case "set":
        case "object":
        case "record":
            return `a list of ${amount}`;
        default:
            return amount;
    }
}

function aKind(kind: string): string {
    switch (kind) {
        case "int":
            return "a whole number";
        case "object":
        case "record":
            return "a mapping of keys";
        case "array":
            return "a list";
        case "boolean":
            return "true or false";
        default:
            return `a ${kind}`;
    }
}

function stands(value: unknown): string {
    if (value === undefined) {
        return "is missing";
    }
    const text = JSON.stringify(value);
    return `is ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

function lowerFirst(text: string): string {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

function valueAt(input: unknown, path: Path): unknown {
    let value = input;
    for (const part of path) {
        if (typeof value !== "object" || value === null) {
            return undefined;
        }
        value = (value as Record<string | number, unknown>)[part];
    }
    return value;
}
