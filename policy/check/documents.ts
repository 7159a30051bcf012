import { type Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** One YAML document of a stream. */
export interface DocumentText {
    readonly text: string;
    /** Line of the stream on which the text begins, from 1. */
    readonly line: number;
    /** Set when the document is larger than the limit; the text is then empty. */
    readonly tooLarge?: boolean;
}

/** A document beyond this size would not fit the API server either (1.5 MiB), lists of everything included. */
export const maxDocumentBytes = 64 * 1024 * 1024;

/** A marker and the character after it; at the end of a text more may follow. */
const marker = /(?:^|\n)(?:---|\.\.\.)(?=\s)/g;
const markerLength = 3;
/** A line that holds data: not empty, a comment or a YAML directive. */
const data = /^(?:[^\S\n]*[^\s#%]|[^\S\n]+%)/m;

/** Splits a stream at its document markers; holds one document at a time in memory. */
export async function* documentsOf(stream: Readable, limit = maxDocumentBytes): AsyncGenerator<DocumentText> {
    const pending = new Pending(limit);
    const decoder = new StringDecoder("utf8");
    let first = true;
    let carriageReturn = false;
    for await (const chunk of stream as AsyncIterable<Buffer | string>) {
        let text = typeof chunk === "string" ? chunk : decoder.write(chunk);
        if (first && text !== "") {
            text = text.startsWith("\uFEFF") ? text.slice(1) : text;
            first = false;
        }
        if (carriageReturn) {
            text = `\r${text}`;
        }
        // Its line feed may come with the next chunk.
        carriageReturn = text.endsWith("\r");
        yield* pending.add(withLineFeeds(carriageReturn ? text.slice(0, -1) : text));
    }
    yield* pending.end(carriageReturn ? "\n" : "");
}

function withLineFeeds(text: string): string {
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** The part of a stream whose end has not been read yet. */
class Pending {
    private text = "";
    /** Line on which the document begins. */
    private line = 1;
    /** Line breaks of the document that were dropped because it is too large. */
    private dropped = 0;
    /** Where to look for the next marker: what lies before has been searched. */
    private searched = 0;
    private tooLarge = false;
    /** Whether what is left begins a line; only at the start of the stream, as a line break belongs to its marker. */
    private atLineStart = true;

    constructor(private readonly limit: number) {}

    *add(more: string): Generator<DocumentText> {
        this.text += more;
        let start = 0;
        marker.lastIndex = this.searched;
        for (let found = marker.exec(this.text); found !== null; found = marker.exec(this.text)) {
            // A marker at the start of what is left is one only at the start of a line.
            if (found.index === 0 && found[0].length === markerLength && !this.atLineStart) {
                continue;
            }
            const before = this.text.slice(start, found.index);
            yield* this.take(before);
            this.line += lineBreaks(before) + this.dropped + (found[0].length - markerLength);
            this.dropped = 0;
            start = found.index + found[0].length;
            this.atLineStart = false;
        }
        this.text = this.text.slice(start);
        if (this.text.length > this.limit) {
            this.drop();
        }
        // A marker may be cut by the end of the chunk.
        this.searched = Math.max(0, this.text.length - markerLength - 1);
    }

    *end(more: string): Generator<DocumentText> {
        yield* this.add(`${more}\n`);
        yield* this.take(this.text.slice(0, -1));
    }

    /** Forgets all of a document that is too large but its end, where a marker may begin. */
    private drop(): void {
        const kept = this.text.slice(-markerLength - 1);
        this.dropped += lineBreaks(this.text) - lineBreaks(kept);
        this.text = kept;
        this.tooLarge = true;
        this.atLineStart = false;
    }

    private *take(text: string): Generator<DocumentText> {
        const { line, tooLarge } = this;
        this.tooLarge = false;
        if (tooLarge || text.length > this.limit) {
            yield { text: "", line, tooLarge: true };
        } else if (data.test(text)) {
            yield { text: text.endsWith("\n") ? text.slice(0, -1) : text, line };
        }
    }
}

function lineBreaks(text: string): number {
    let count = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
        count++;
    }
    return count;
}

/** What a list of documents takes beside their texts, counted in characters. */
const perDocument = 200;

/** Reads inputs as often as asked, small ones from disk only once. */
export class DocumentReader {
    private readonly kept = new Map<string, readonly DocumentText[]>();

    /** @param room characters that are kept; default: 32 Mi, so that memory stays flat on larger streams */
    constructor(private room = 32 * 1024 * 1024) {}

    async *read({
        file,
        open,
    }: {
        readonly file: string;
        readonly open: () => Readable;
    }): AsyncGenerator<DocumentText> {
        const kept = this.kept.get(file);
        if (kept !== undefined) {
            yield* kept;
            return;
        }
        let documents: DocumentText[] | undefined = [];
        let length = 0;
        for await (const document of documentsOf(open())) {
            length += document.text.length + perDocument;
            if (length > this.room) {
                documents = undefined;
            }
            documents?.push(document);
            yield document;
        }
        if (documents !== undefined) {
            this.room -= length;
            this.kept.set(file, documents);
        }
    }
}
