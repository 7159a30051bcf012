import { createInterface } from "node:readline";
import { type Readable } from "node:stream";

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

/** Splits a stream at its document markers; holds one document at a time in memory. */
export async function* documentsOf(stream: Readable, limit = maxDocumentBytes): AsyncGenerator<DocumentText> {
    let lines: string[] = [];
    let size = 0;
    let start = 1;
    let number = 0;
    const take = (next: number): DocumentText | undefined => {
        const taken = { lines, size, line: start };
        lines = [];
        size = 0;
        start = next;
        if (taken.size > limit) {
            return { text: "", line: taken.line, tooLarge: true };
        }
        return taken.lines.every(isBlank) ? undefined : { text: taken.lines.join("\n"), line: taken.line };
    };
    const reader = createInterface({ input: stream, crlfDelay: Infinity });
    // A reader does not hand on the errors of its stream.
    let failure: Error | undefined;
    stream.once("error", (error) => {
        failure = error;
        reader.close();
    });
    for await (const raw of reader) {
        number++;
        const line = number === 1 && raw.startsWith("\uFEFF") ? raw.slice(1) : raw;
        if (/^(---|\.\.\.)(\s|$)/.test(line)) {
            const document = take(number);
            if (document !== undefined) {
                yield document;
            }
            // A document may begin on the line of its marker: `--- {kind: Pod}`.
            lines.push(line.slice(3));
        } else {
            size += line.length + 1;
            if (size <= limit) {
                lines.push(line);
            } else {
                lines = [];
            }
        }
    }
    if (failure !== undefined) {
        throw failure;
    }
    const last = take(number);
    if (last !== undefined) {
        yield last;
    }
}

/** Whether a line holds no data: empty, a comment or a YAML directive. */
function isBlank(line: string): boolean {
    return /^\s*(#|$)|^%/.test(line);
}
