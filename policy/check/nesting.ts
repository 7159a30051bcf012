/** Levels that lists and mappings may nest: objects of Kubernetes stay below 50, and parsers are recursive. */
export const maxNesting = 500;

/** A line that opens too many lists and mappings by markers, or whose column no fewer levels lead to. */
const deepLine = new RegExp(String.raw`^(?:(?: *[-?:] ){${maxNesting + 1}}| {${2 * maxNesting}})`, "m");

const opening = new Set(["[", "{"].map((bracket) => bracket.charCodeAt(0)));
const closing = new Set(["]", "}"].map((bracket) => bracket.charCodeAt(0)));

/**
 * Whether a document nests deeper than {@link maxNesting}. A parser that runs out of stack can end the process, which no
 * handler catches; so this looks at the text. It also counts brackets within quotes, where those of ordinary texts are closed.
 */
export function nestsTooDeep(text: string): boolean {
    let depth = 0;
    for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (opening.has(code)) {
            if (++depth > maxNesting) {
                return true;
            }
        } else if (depth > 0 && closing.has(code)) {
            depth--;
        }
    }
    return deepLine.test(text);
}
