import { scalarOf } from "./scalars";

/** Levels that this parser follows; manifests stay far below. */
const maxDepth = 100;

const flowScalar = /(?:[A-Za-z0-9_./$]|-[A-Za-z0-9.])[A-Za-z0-9_./$%+=@-]*/y;
/** Code of the character that indents. */
export const space = 32;

/** Thrown where the parser of reference has to decide; one object, because a trace for each document would cost more than reading it. */
export const undecided = new Error("undecided");

export type Mapping = Record<string, unknown>;

/** Reads quoted texts, and flow collections that stand on one line. */
export class FlowReader {
    /** Where the next token begins. */
    protected at = 0;
    private depth = 0;

    constructor(protected readonly text: string) {}

    /** A quoted text or a collection on one line. */
    protected flow(): unknown {
        const quoted = this.quoted();
        if (quoted !== undefined) {
            return quoted;
        }
        this.enter();
        const char = this.text[this.at];
        const value =
            char === "["
                ? this.flowSequence()
                : char === "{"
                  ? this.flowMapping()
                  : scalarOf(this.required(flowScalar));
        this.leave();
        return value;
    }

    private flowSequence(): unknown[] {
        const result: unknown[] = [];
        this.flowMembers("]", () => result.push(this.flow()));
        return result;
    }

    private flowMapping(): Mapping {
        const result: Mapping = {};
        this.flowMembers("}", () => {
            const key = this.quoted() ?? textOf(this.required(flowScalar));
            if (!this.text.startsWith(": ", this.at) || key === "__proto__" || Object.hasOwn(result, key)) {
                throw undecided;
            }
            this.at++;
            this.skipSpaces();
            result[key] = this.flow();
        });
        return result;
    }

    private flowMembers(end: string, member: () => void): void {
        this.at++;
        this.skipSpaces();
        if (this.text[this.at] === end) {
            this.at++;
            return;
        }
        for (;;) {
            member();
            this.skipSpaces();
            const char = this.text[this.at++];
            if (char === end) {
                return;
            }
            if (char !== ",") {
                throw undecided;
            }
            this.skipSpaces();
        }
    }

    protected quoted(): string | undefined {
        const char = this.text[this.at];
        return char === '"' ? this.doubleQuoted() : char === "'" ? this.singleQuoted() : undefined;
    }

    private doubleQuoted(): string {
        const start = this.at;
        const line = lineEnd(this.text, start);
        let end = start;
        do {
            end = this.closing('"', end + 1, line);
        } while (escaped(this.text, end));
        const inside = this.text.slice(start + 1, end);
        this.at = end + 1;
        if (!inside.includes("\\")) {
            return inside;
        }
        try {
            return JSON.parse(this.text.slice(start, this.at)) as string;
        } catch {
            // An escape that JSON has not.
            throw undecided;
        }
    }

    private singleQuoted(): string {
        const start = this.at + 1;
        const line = lineEnd(this.text, start);
        let end = this.closing("'", start, line);
        while (this.text[end + 1] === "'") {
            end = this.closing("'", end + 2, line);
        }
        this.at = end + 1;
        return this.text.slice(start, end).replaceAll("''", "'");
    }

    /** Position of the next quote, before the end of the line. */
    private closing(quote: string, from: number, line: number): number {
        const end = this.text.indexOf(quote, from);
        if (end === -1 || end > line) {
            throw undecided;
        }
        return end;
    }

    /** A collection begins. */
    protected enter(): void {
        if (++this.depth > maxDepth) {
            throw undecided;
        }
    }

    protected leave(): void {
        this.depth--;
    }

    /** Reads what the pattern matches; `undefined` where it does not. */
    protected optional(pattern: RegExp): string | undefined {
        const start = this.at;
        pattern.lastIndex = start;
        if (!pattern.test(this.text)) {
            return undefined;
        }
        this.at = pattern.lastIndex;
        return this.text.slice(start, this.at);
    }

    protected required(pattern: RegExp): string {
        const found = this.optional(pattern);
        if (found === undefined) {
            throw undecided;
        }
        return found;
    }

    protected skipSpaces(): void {
        while (this.text.charCodeAt(this.at) === space) {
            this.at++;
        }
    }
}

/** A plain key that is a text, or a number that reads the same as a text. */
export function textOf(key: string): string {
    const value = scalarOf(key);
    if (typeof value === "string" || (typeof value === "number" && String(value) === key)) {
        return key;
    }
    throw undecided;
}

/** Whether an odd number of backslashes stands before a position. */
function escaped(text: string, position: number): boolean {
    let from = position;
    while (text[from - 1] === "\\") {
        from--;
    }
    return (position - from) % 2 === 1;
}

/** Where a line ends: at its line feed, or at the end of the text. */
export function lineEnd(text: string, from: number): number {
    const end = text.indexOf("\n", from);
    return end === -1 ? text.length : end;
}
