import { stripVTControlCharacters, styleText } from "node:util";

/** Layout of text for an output stream. */
export interface TextStyle {
    /** Columns at which lines are wrapped; Infinity: no wrapping. */
    readonly width: number;
    readonly color: boolean;
}

/** Smallest width used for wrapping. */
const NARROWEST = 40;

/** Wrapping and color for terminals, plain text for other streams. Honors `NO_COLOR` and `FORCE_COLOR`. */
export function styleFor(
    stream: { readonly isTTY?: boolean; readonly columns?: number },
    env: Readonly<Record<string, string | undefined>>,
): TextStyle {
    const terminal = stream.isTTY === true;
    const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = env;
    const forced = force !== undefined && force !== "0" && force !== "";
    return {
        width: terminal ? Math.max(stream.columns ?? 80, NARROWEST) : Infinity,
        color: no !== undefined && no !== "" ? false : forced || (terminal && term !== "dumb"),
    };
}

type Format = Parameters<typeof styleText>[0];

/** Text in a format, if the style has color. */
export function paint(style: TextStyle, format: Format, text: string): string {
    return style.color ? styleText(format, text, { validateStream: false }) : text;
}

/**
 * Breaks text into lines at spaces: the first follows `head`, the others are indented. A word longer than a line is not split,
 * so that names can be copied.
 */
export function wrap(text: string, head: string, indent: string, width: number): string[] {
    const lines: string[] = [];
    const shown = (part: string) => stripVTControlCharacters(part).length;
    let line = head;
    let empty = true;
    for (const word of text.split(" ")) {
        if (!empty && shown(line) + 1 + shown(word) > width) {
            lines.push(line);
            line = indent;
            empty = true;
        }
        line += empty ? word : ` ${word}`;
        empty = false;
    }
    return [...lines, line];
}

/** `1 resource`, `2 resources`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
    return `${number} ${number === 1 ? noun : plural}`;
}

/** `11,787 USD`. */
export function usd(amount: number): string {
    return `${amount.toLocaleString("en-US")} USD`;
}
