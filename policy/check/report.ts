import { type NotEvaluated, type Violation } from "../model/resource";
import { fileOf } from "./objects";

/** Writes results as they are found. */
export interface Reporter {
    readonly begin: () => void;
    readonly violation: (violation: Violation) => void;
    readonly notEvaluated: (entry: NotEvaluated) => void;
    readonly end: (counts: Counts) => void;
}

export interface Counts {
    readonly objects: number;
    readonly mandatory: number;
    readonly advisory: number;
    readonly notEvaluated: number;
    readonly unreadable: number;
}

export type Write = (text: string) => void;

/** One JSON array, written element by element. */
export function jsonReporter(write: Write): Reporter {
    let first = true;
    return {
        begin: () => {
            write("[");
        },
        violation: (violation) => {
            write(`${first ? "\n" : ",\n"}  ${JSON.stringify(entryOf(violation))}`);
            first = false;
        },
        notEvaluated: () => undefined,
        end: () => {
            write(first ? "]\n" : "\n]\n");
        },
    };
}

/** One element of the JSON output. */
export interface Entry {
    readonly file: string;
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
    readonly policy: string;
    /** Upstream's id of a Pod Security check; the rule's name in all other groups. */
    readonly check: string;
    /** The Pod Security level the check belongs to; how binding the rule is in all other groups. */
    readonly level: string;
    readonly message: string;
}

function entryOf(violation: Violation): Entry {
    const { urn, object, policy, check, podSecurityLevel, level, message } = violation;
    return {
        file: fileOf(urn),
        kind: object?.kind ?? "",
        namespace: object?.namespace ?? null,
        name: object?.name ?? "",
        policy,
        check: check ?? policy,
        level: podSecurityLevel ?? level,
        message,
    };
}

export interface TextStyle {
    /** Columns of the terminal. */
    readonly width: number;
    readonly color: boolean;
}

const red = 31;
const yellow = 33;
const bold = 1;

/** Text for people: by object, wrapped, the same words with and without a terminal. */
export function textReporter(write: Write, { width, color }: TextStyle): Reporter {
    const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
    let current: string | undefined;
    const head = (urn: string, object: Violation["object"]) => {
        const place = object?.namespace === undefined ? "" : ` in ${object.namespace}`;
        const title = `${fileOf(urn)}: ${object?.kind ?? ""} ${object?.name ?? ""}${place}`;
        if (title !== current) {
            write(`${current === undefined ? "" : "\n"}${paint(bold, title)}\n`);
            current = title;
        }
    };
    const entry = (label: string, code: number, title: string, message: string) => {
        write(`  ${paint(code, label)} ${title}\n`);
        for (const line of wrap(message, width - 4)) {
            write(`    ${line}\n`);
        }
    };
    return {
        begin: () => undefined,
        violation: ({ urn, object, policy, check, podSecurityLevel, level, message }) => {
            head(urn, object);
            const title = check === undefined ? policy : `${policy} (${podSecurityLevel ?? ""} ${check})`;
            entry(
                level === "mandatory" ? "mandatory" : "advisory ",
                level === "mandatory" ? red : yellow,
                title,
                message,
            );
        },
        notEvaluated: ({ urn, object, policy, path, reason }) => {
            head(urn, object);
            entry("not evaluated", yellow, policy, `"${path}": ${reason}`);
        },
        end: (counts) => {
            const violations = counts.mandatory + counts.advisory;
            write(
                [
                    current === undefined ? "" : "\n",
                    `${count(counts.objects, "object")} judged, ${count(violations, "violation")}`,
                    violations === 0 ? "" : ` (${counts.mandatory} mandatory, ${counts.advisory} advisory)`,
                    counts.notEvaluated === 0 ? "" : `, ${counts.notEvaluated} not evaluated`,
                    counts.unreadable === 0 ? "" : `, ${count(counts.unreadable, "document")} unreadable`,
                    "\n",
                ].join(""),
            );
        },
    };
}

function count(number: number, noun: string): string {
    return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Breaks a text into lines of at most `width` characters, words that are longer kept whole. */
export function wrap(text: string, width: number): string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(/\s+/)) {
        if (line !== "" && line.length + 1 + word.length > width) {
            lines.push(line);
            line = word;
        } else {
            line = line === "" ? word : `${line} ${word}`;
        }
    }
    return line === "" ? lines : [...lines, line];
}
