import { FAILSAFE_SCHEMA, load, type Schema, Type } from "js-yaml";

/**
 * What the fast parser would read in another way than the parser of reference does: anchors, aliases and tags, merge keys,
 * explicit and empty keys, tabs, and characters that only one of them takes for a line break.
 */
const special = new RegExp(
    [
        String.raw`(?:^|[\s,[{(:?-])(?:[&*][^\s,\]}]|!)`,
        "<<",
        // Block scalars that keep their end, and ends that are not a line break.
        String.raw`[|>]\d?\+|[|>]\+|\n[ ]+$`,
        // An item of a list that begins on the next line, or is empty, be it before a comment.
        String.raw`(?:^|[\s])-(?:[ ]*(?:\n|$)|[ ]+#)`,
        // A document that begins indented.
        String.raw`^(?:[ ]*(?:#[^\n]*)?\n)*[ ]+[^\s#]`,
        String.raw`(?:^|[\s,[{-])\?(?:\s|$)`,
        // Keys that are empty, null or a collection.
        String.raw`(?:~|\b[Nn]ull|\bNULL|(?:^|[\n,[{-])[ ]*)[ ]*:(?:\s|$)`,
        String.raw`[}\]][ ]*:|\{\s*[{[]|,\s*\[`,
        String.raw`["'][^\S\n]*:\S`,
        String.raw`[\t\u0085\u2028\u2029\uFEFF%@\x60]`,
        // A quoted text of several lines.
        String.raw`\n[ ]*["'][^"'\n]*\n`,
    ].join("|"),
);
const collectionKey = "[object Object]";

/** A plain scalar of one type, told by its text. */
function scalar(tag: string, test: RegExp, construct: (text: string) => unknown): Type {
    return new Type(`tag:yaml.org,2002:${tag}`, {
        kind: "scalar",
        resolve: (text: string | null) => test.test(text ?? ""),
        construct: (text: string | null) => construct(text ?? ""),
    });
}

function integer(text: string, radix: number, prefix: number): number {
    const sign = text.startsWith("-") ? -1 : 1;
    const digits = text.slice(prefix + (/^[-+]/.test(text) ? 1 : 0)).replace(/_/g, "");
    return sign * parseInt(digits, radix);
}

function float(text: string): number {
    return parseFloat(text.replace(/_/g, ""));
}

function special64(text: string): number {
    return /nan$/i.test(text) ? NaN : text.startsWith("-") ? -Infinity : Infinity;
}

/** Scalars of YAML 1.1 as Kubernetes' own decoder reads them: no dates, no sexagesimal numbers. */
const schema: Schema = FAILSAFE_SCHEMA.extend({
    implicit: [
        scalar("null", /^(?:~|[Nn]ull|NULL)?$/, () => null),
        scalar("bool", /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON|N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/, (text) =>
            /^(?:y|yes|true|on)$/i.test(text),
        ),
        scalar("int", /^[-+]?(?:0b[0-1_]+|0[0-7_]+|[0-9][0-9_]*|0x[0-9a-fA-F_]+)$/, (text) => {
            const digits = text.replace(/^[-+]/, "");
            if (digits.startsWith("0b")) {
                return integer(text, 2, 2);
            }
            if (digits.startsWith("0x")) {
                return integer(text, 16, 2);
            }
            return /^0[0-7_]+$/.test(digits) ? integer(text, 8, 1) : integer(text, 10, 0);
        }),
        scalar(
            "float",
            /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN|[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*)$/,
            (text) => (/\.(?:inf|nan)$/i.test(text) ? special64(text) : float(text)),
        ),
    ],
});

/**
 * Reads a document of the common subset of YAML, several times as fast as the parser of reference.
 *
 * @returns the value, or `undefined` where the parser of reference has to decide
 */
export function readFast(text: string): { readonly value: unknown } | undefined {
    if (special.test(text)) {
        return undefined;
    }
    try {
        const value: unknown = load(text, { schema }) ?? null;
        return /,\s*\{/.test(text) && hasKey(value, collectionKey) ? undefined : { value };
    } catch {
        return undefined;
    }
}

function hasKey(value: unknown, key: string): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return Object.hasOwn(value, key) || Object.values(value).some((item) => hasKey(item, key));
}
