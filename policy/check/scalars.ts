/** Words of YAML 1.1 with a value. */
const words: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
    ...["null", "Null", "NULL", "~", ""].map((word) => [word, null] as const),
    ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map((word) => [word, true] as const),
    ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
        (word) => [word, false] as const,
    ),
]);
const longestWord = 5;

const integerText = /^[-+]?(?:0b[0-1_]+|0[0-7_]+|[0-9][0-9_]*|0x[0-9a-fA-F_]+)$/;
const floatText =
    /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN|[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*)$/;

/** Value of a plain scalar as Kubernetes' own decoder reads it: YAML 1.1, without dates and sexagesimal numbers. */
export function scalarOf(text: string): string | number | boolean | null {
    if (text.length <= longestWord) {
        const word = words.get(text);
        if (word !== undefined) {
            return word;
        }
    }
    // Numbers begin with a digit, a sign or a point; an exponent alone is one too.
    if (!/^[-+.0-9eE]/.test(text)) {
        return text;
    }
    if (integerText.test(text)) {
        return integerOf(text);
    }
    return floatText.test(text) ? floatOf(text) : text;
}

function integerOf(text: string): number {
    const sign = text.startsWith("-") ? -1 : 1;
    const digits = text.replace(/^[-+]/, "").replace(/_/g, "");
    if (digits.startsWith("0b")) {
        return sign * parseInt(digits.slice(2), 2);
    }
    if (digits.startsWith("0x")) {
        return sign * parseInt(digits.slice(2), 16);
    }
    return sign * parseInt(digits, /^0[0-7]+$/.test(digits) ? 8 : 10);
}

function floatOf(text: string): number {
    if (/nan$/i.test(text)) {
        return NaN;
    }
    if (/inf$/i.test(text)) {
        return text.startsWith("-") ? -Infinity : Infinity;
    }
    return parseFloat(text.replace(/_/g, ""));
}
