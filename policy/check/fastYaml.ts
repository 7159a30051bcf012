import { FlowReader, lineEnd, type Mapping, space, textOf, undecided } from "./flowYaml";
import { scalarOf } from "./scalars";

/** A key that is longer needs a question mark. */
const maxKey = 1_000;

/** Keys that need no quotes, whatever stands around them. */
const plainKey = /[A-Za-z0-9_./$][A-Za-z0-9_./$~+=@()-]*/y;
/** What may follow a value on its line. */
const restOfLine = /(?: +#[^\n]*| *)(?=\n|$)/y;
/** Characters that cannot begin a plain scalar, or begin something else than a scalar. */
const indicator = /[?:,[\]{}#&*!|>'"%@`\t]|-(?:\s|$)/y;
const scalarHeader = /[|>]-?(?=\n|$)/y;
/** Characters that a parser may reject, or take for the end of a line. */
// eslint-disable-next-line no-control-regex -- these are the characters in question
const odd = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Reads a document of the subset of YAML that manifests are written in: block collections, flow collections and quoted texts on
 * one line, literal and folded texts. It decides nothing that it is not sure of: anchors, tags, merge keys, keys that are not
 * texts, duplicate keys, scalars of several lines and everything that may be broken are left to the parser of reference.
 *
 * @returns the value, or `undefined` where the parser of reference has to decide
 */
export function readFast(text: string): { readonly value: unknown } | undefined {
    if (odd.test(text)) {
        return undefined;
    }
    try {
        return { value: new Reader(text).document() };
    } catch (error) {
        // V8 has a limit for the length of a text that a pattern goes through.
        if (error === undecided || error instanceof RangeError) {
            return undefined;
        }
        throw error;
    }
}

class Reader extends FlowReader {
    /** Column of the line that is next to be read; -1 at the end. */
    private indent = 0;

    document(): unknown {
        this.nextLine(0);
        this.expect(0);
        const value = this.block(0);
        this.expect(-1);
        return value;
    }

    private expect(indent: number): void {
        if (this.indent !== indent) {
            throw undecided;
        }
    }

    /** Moves to the next line with data, from the start of a line. */
    private nextLine(start: number): void {
        const { text } = this;
        let from = start;
        for (;;) {
            let at = from;
            while (text.charCodeAt(at) === space) {
                at++;
            }
            const char = text[at];
            if (char === undefined) {
                this.at = at;
                this.indent = -1;
                return;
            }
            if (char !== "\n" && char !== "#") {
                this.at = at;
                this.indent = at - from;
                if (at === from && (char === "%" || text.startsWith("---", at) || text.startsWith("...", at))) {
                    throw undecided;
                }
                return;
            }
            from = lineEnd(text, at) + 1;
        }
    }

    /** Ends a value that stands on one line: what follows may be a comment, and the next line belongs to a parent. */
    private endLine(parent: number): void {
        this.required(restOfLine);
        this.nextLine(this.at + 1);
        if (this.indent > parent) {
            throw undecided;
        }
    }

    private block(indent: number): unknown {
        this.enter();
        const value = this.beginsItem() ? this.sequence(indent) : this.mapping(indent, this.key());
        this.leave();
        return value;
    }

    private beginsItem(): boolean {
        return this.text[this.at] === "-" && this.text[this.at + 1] === " ";
    }

    private mapping(indent: number, firstKey: string | undefined): Mapping {
        const result: Mapping = {};
        let key = firstKey;
        for (;;) {
            if (key === undefined || key === "__proto__" || Object.hasOwn(result, key)) {
                throw undecided;
            }
            result[key] = this.valueAfter(indent);
            if (this.indent !== indent) {
                return result;
            }
            if (this.beginsItem()) {
                throw undecided;
            }
            key = this.key();
        }
    }

    /** What follows the colon of a key at column `indent`. */
    private valueAfter(indent: number): unknown {
        this.skipSpaces();
        const char = this.text[this.at];
        if (char !== undefined && char !== "\n" && char !== "#") {
            return this.inline(indent);
        }
        if (char === "#" && this.text[this.at - 1] !== " ") {
            throw undecided;
        }
        this.nextLine(lineEnd(this.text, this.at) + 1);
        if (this.indent > indent) {
            const value = this.block(this.indent);
            if (this.indent > indent) {
                throw undecided;
            }
            return value;
        }
        return this.indent === indent && this.beginsItem() ? this.items(indent) : null;
    }

    /** A sequence in the column of its key. */
    private items(indent: number): unknown[] {
        this.enter();
        const value = this.sequence(indent);
        this.leave();
        return value;
    }

    private sequence(indent: number): unknown[] {
        const result: unknown[] = [];
        while (this.indent === indent && this.beginsItem()) {
            const dash = this.at;
            this.at++;
            this.skipSpaces();
            const column = indent + this.at - dash;
            const char = this.text[this.at];
            if (char === undefined || char === "\n" || char === "#") {
                throw undecided;
            }
            result.push(this.item(indent, column));
            if (this.indent > indent) {
                throw undecided;
            }
        }
        return result;
    }

    private item(indent: number, column: number): unknown {
        this.enter();
        let value: unknown;
        if (this.beginsItem()) {
            this.indent = column;
            value = this.sequence(column);
        } else {
            const start = this.at;
            const key = this.key();
            if (key === undefined) {
                this.at = start;
                value = this.inline(indent);
            } else {
                value = this.mapping(column, key);
            }
        }
        this.leave();
        return value;
    }

    /** Reads a key and its colon; `undefined` for anything else, with the position lost. */
    private key(): string | undefined {
        const start = this.at;
        const key = this.quoted() ?? this.plainKey();
        const next = this.text[this.at + 1];
        if (key === undefined || this.text[this.at] !== ":" || (next !== " " && next !== "\n" && next !== undefined)) {
            return undefined;
        }
        if (this.at - start > maxKey) {
            throw undecided;
        }
        this.at++;
        return key;
    }

    private plainKey(): string | undefined {
        const key = this.optional(plainKey);
        return key === undefined ? undefined : textOf(key);
    }

    /** A value that begins on the line of its key or dash; `parent` is the column of these. */
    private inline(parent: number): unknown {
        const { text } = this;
        const char = text[this.at];
        if (char === "|" || char === ">") {
            return this.blockScalar(parent);
        }
        if (char === "[" || char === "{" || char === '"' || char === "'") {
            const value = this.flow();
            this.endLine(parent);
            return value;
        }
        if (this.optional(indicator) !== undefined) {
            throw undecided;
        }
        const end = lineEnd(text, this.at);
        let plain = text.slice(this.at, end);
        const comment = plain.indexOf(" #");
        plain = (comment === -1 ? plain : plain.slice(0, comment)).trimEnd();
        if (plain.includes(": ") || plain.endsWith(":") || plain.includes("\t")) {
            throw undecided;
        }
        this.nextLine(end + 1);
        if (this.indent > parent) {
            throw undecided;
        }
        return scalarOf(plain);
    }

    /** A literal or folded text; `parent` is the column of its key or dash. */
    private blockScalar(parent: number): string {
        const { text } = this;
        const header = this.required(scalarHeader);
        let from = this.at + 1;
        const indent = indentOf(text, from);
        if (indent <= parent) {
            throw undecided;
        }
        const lines: string[] = [];
        while (from < text.length) {
            const end = lineEnd(text, from);
            const blank = indentOf(text, from);
            if (from + blank === end) {
                if (blank > indent || end === text.length) {
                    throw undecided;
                }
                lines.push("");
            } else if (blank < indent) {
                break;
            } else {
                lines.push(text.slice(from + indent, end));
            }
            from = end + 1;
        }
        while (lines.at(-1) === "") {
            lines.pop();
        }
        this.nextLine(from);
        if (this.indent > parent || lines.length === 0) {
            throw undecided;
        }
        const content = header.startsWith("|") ? lines.join("\n") : folded(lines);
        return header.endsWith("-") ? content : `${content}\n`;
    }
}

function indentOf(text: string, from: number): number {
    let at = from;
    while (text.charCodeAt(at) === space) {
        at++;
    }
    return at - from;
}

/** Lines of a folded text, where none is indented further. */
function folded(lines: readonly string[]): string {
    let result = "";
    let breaks = 0;
    for (const [i, line] of lines.entries()) {
        if (/^[ \t]/.test(line)) {
            throw undecided;
        }
        if (line === "") {
            breaks++;
            continue;
        }
        result += i === 0 ? line : breaks === 0 ? ` ${line}` : "\n".repeat(breaks) + line;
        breaks = 0;
    }
    return result;
}
