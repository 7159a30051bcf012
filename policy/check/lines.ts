import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { type DocumentText } from "./documents";

/** A step of a path: a key, or the position in a list. */
type Step = string | number;

interface Found {
    /** Line within the document, from 0. */
    readonly line: number;
    /** False where the document is written in a way that only the parser follows. */
    readonly certain: boolean;
}

/** Finds the lines of a document's properties. Documents in block style need no parser. */
export class DocumentLines {
    private readonly lines: readonly string[];

    constructor(private readonly document: DocumentText) {
        this.lines = document.text.split("\n");
    }

    /** Line of the stream, from 1: that of the property at `path`, or of its nearest parent that is there. */
    lineOf(path: string): number {
        const steps = stepsOf(path);
        const scanned = scan(this.lines, steps);
        return this.document.line + (scanned.certain ? scanned.line : parsed(this.document.text, steps));
    }
}

/** Reads `spec.containers[0].args`, `metadata.labels['a.b/c']`. */
function stepsOf(path: string): Step[] {
    return [...path.matchAll(/\['((?:[^']|'(?!\]))*)'\]|\[(\d+)\]|\.?([^.[\]]+)/g)].map(([, quoted, position, key]) =>
        position === undefined ? (quoted ?? key ?? "") : Number(position),
    );
}

/** Follows the indentation of block style. */
function scan(original: readonly string[], steps: readonly Step[]): Found {
    const lines = [...original];
    let [from, to] = [0, lines.length];
    let line = firstContent(lines, from, to) ?? 0;
    let written = "";
    for (const step of steps) {
        const start = firstContent(lines, from, to);
        if (start === undefined || written !== "") {
            // What stands behind a key on its own line may be a flow collection, an alias or a tag.
            return { line, certain: !/^[[{&*!]/.test(written) };
        }
        const indent = indentOf(lines[start] ?? "");
        if (/^\s*[[{&*!]/.test(lines[start] ?? "")) {
            return { line, certain: false };
        }
        const isList = isItem(lines[start] ?? "");
        const members = range(start, to).filter((i) => isContent(lines[i]) && indentOf(lines[i] ?? "") === indent);
        const own = isList
            ? members.filter((i) => isItem(lines[i] ?? ""))
            : members.filter((i) => !isItem(lines[i] ?? ""));
        const at =
            typeof step === "number"
                ? isList
                    ? own[step]
                    : undefined
                : own.find((i) => isKey(lines[i], indent, step));
        if (at === undefined) {
            return { line, certain: !own.some((i) => isKey(lines[i], indent, "<<")) };
        }
        line = at;
        const next = own[own.indexOf(at) + 1] ?? to;
        if (isList) {
            lines[at] = (lines[at] ?? "").replace("-", " ");
            [from, to] = [at, next];
        } else {
            written = valueOf(lines[at] ?? "", indent, String(step));
            [from, to] = [at + 1, next];
        }
    }
    return { line, certain: true };
}

function range(from: number, to: number): number[] {
    return Array.from({ length: to - from }, (_, i) => from + i);
}

function firstContent(lines: readonly string[], from: number, to: number): number | undefined {
    for (let i = from; i < to; i++) {
        if (isContent(lines[i])) {
            return i;
        }
    }
    return undefined;
}

function isContent(line: string | undefined): boolean {
    return line !== undefined && /^\s*[^\s#]/.test(line);
}

function isItem(line: string): boolean {
    return /^\s*-(\s|$)/.test(line);
}

function indentOf(line: string): number {
    return line.length - line.trimStart().length;
}

/** The spellings of a key: plain and in quotes. */
function spellings(key: string): string[] {
    return [key, JSON.stringify(key), `'${key.replaceAll("'", "''")}'`];
}

function isKey(line: string | undefined, indent: number, key: string): boolean {
    const text = (line ?? "").slice(indent);
    return spellings(key).some(
        (spelling) => text.startsWith(spelling) && /^\s*:(\s|$)/.test(text.slice(spelling.length)),
    );
}

/** What stands behind a key on its line; empty for nothing, a comment and the header of a block scalar. */
function valueOf(line: string, indent: number, key: string): string {
    const text = line.slice(indent);
    const spelling =
        spellings(key).find((each) => text.startsWith(each) && /^\s*:/.test(text.slice(each.length))) ?? "";
    return text
        .slice(spelling.length)
        .replace(/^\s*:\s*/, "")
        .replace(/^#.*$/, "")
        .trim();
}

/** Line from 0, by the parser; 0 for a document that it does not read. */
function parsed(text: string, steps: readonly Step[]): number {
    const counter = new LineCounter();
    const document = parseDocument(text, { version: "1.1", lineCounter: counter, logLevel: "silent" });
    let node: unknown = document.contents;
    let offset = offsetOf(node);
    for (const step of steps) {
        const inside: unknown = isAlias(node) ? node.resolve(document) : node;
        let position: number | undefined;
        if (isMap(inside)) {
            const pair = inside.items.find(({ key }) => (isScalar(key) ? key.value : key) === step);
            position = offsetOf(pair?.key);
            node = pair?.value;
        } else if (isSeq(inside)) {
            node = typeof step === "number" ? inside.items[step] : undefined;
            position = offsetOf(node);
        }
        if (position === undefined) {
            break;
        }
        offset = position;
    }
    return offset === undefined ? 0 : counter.linePos(offset).line - 1;
}

function offsetOf(node: unknown): number | undefined {
    return isNode(node) ? (node as Node).range?.[0] : undefined;
}
