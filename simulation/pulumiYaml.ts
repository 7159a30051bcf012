import { type ErrorCode, isScalar, LineCounter, parseDocument, type ScalarTag } from "yaml";

/** YAML that cannot be read, or not as it was meant; the position is that of the first fault. */
export class YamlError extends Error {
    constructor(
        message: string,
        public readonly position?: { readonly line: number; readonly col: number },
    ) {
        super(message);
    }
}

/** Largest file that is read, in MiB: a stack of a thousand workloads takes half of it. */
const maxMebibytes = 1;

/** Uses of an anchor, counted with those inside of what it stands for. */
const maxAliases = 10_000;

/** Scalars, lists and mappings of a file with its aliases written out; a stack of a thousand workloads has half of them. */
const maxValues = 200_000;

/**
 * The value of a YAML document as the Pulumi CLI reads it: plain scalars as Go's yaml.v3 types them (`0777` is octal, `1_000` a
 * thousand, `yes` a string), `<<` merged, keys as text. No code is executed. An empty document is null.
 *
 * Source: github.com/pulumi/pulumi/sdk/v3 `go/common/workspace/loaders.go`, LoadProjectStackBytes; gopkg.in/yaml.v3 `resolve.go`.
 *
 * @throws YamlError also for what the CLI would change in silence on the way to the program: dates and numbers that JSON cannot
 * hold, further documents, tags
 */
export function parsePulumiYaml(text: string): unknown {
    const mebibytes = Buffer.byteLength(text) / 1024 / 1024;
    if (mebibytes > maxMebibytes) {
        throw new YamlError(`is ${mebibytes.toFixed(1)} MiB: must be at most ${maxMebibytes} MiB`);
    }
    const lines = new LineCounter();
    const document = parseDocument(text.replace(/^\uFEFF/, ""), {
        schema: "failsafe",
        customTags: [nullOrBoolean, numberOrText],
        resolveKnownTags: false,
        merge: true,
        uniqueKeys: (a, b) => isScalar(a) && isScalar(b) && a.source === b.source,
        lineCounter: lines,
        prettyErrors: false,
        logLevel: "error",
    });
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) {
        const reason = scalarReasons.has(fault.message) ? fault.message : reasons[fault.code];
        throw new YamlError(reason, lines.linePos(fault.pos[0]));
    }
    let value: unknown;
    try {
        value = document.toJS({ maxAliasCount: maxAliases, mapAsMap: true });
    } catch (error) {
        throw new YamlError(aliasReason((error as Error).message));
    }
    return withTextKeys(value, { left: maxValues });
}

const nullOrBoolean: ScalarTag = {
    tag: "tag:yaml.org,2002:bool",
    default: true,
    test: /^(~|null|Null|NULL|true|True|TRUE|false|False|FALSE|)$/,
    resolve: (text) => (/^[tf]/i.test(text) ? text.toLowerCase() === "true" : null),
};

const scalarFaults = {
    date: "has a date without quotes, which the Pulumi CLI rewrites: write it in quotes",
    infinite: "has a number that JSON cannot hold: write it in quotes, or use a finite number",
    tooGreat: `has a whole number beyond ${Number.MAX_SAFE_INTEGER}, whose last digits would be lost: write it in quotes`,
} as const;
const scalarReasons: ReadonlySet<string> = new Set(Object.values(scalarFaults));

const numberOrText: ScalarTag = {
    tag: "tag:yaml.org,2002:float",
    default: true,
    test: /^[-+.\d]/,
    resolve: (text, onError) => {
        const fault = scalarFault(text);
        if (fault !== undefined) {
            onError(scalarFaults[fault]);
        }
        return numberOf(text) ?? text;
    },
};

function scalarFault(text: string): keyof typeof scalarFaults | undefined {
    if (/^\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d?:\d\d?(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/.test(text)) {
        return "date";
    }
    if (/^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.test(text)) {
        return "infinite";
    }
    const number = numberOf(text);
    return number !== undefined && /^[-+]?\w+$/.test(text) && !/^[-+]?\d+e/i.test(text) && !isExact(number)
        ? "tooGreat"
        : undefined;
}

function isExact(number: number): boolean {
    return Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}

/** The number that Go's yaml.v3 reads in a plain scalar; undefined: it reads text. */
function numberOf(text: string): number | undefined {
    if (text.startsWith(".")) {
        // Only here underscores must stand between digits. Source: Go, strconv.ParseFloat.
        return /^\.\d+(_\d+)*(e[-+]?\d+(_\d+)*)?$/i.test(text) ? finite(Number(text.replaceAll("_", ""))) : undefined;
    }
    const [, sign = "", digits = ""] = /^([-+]?)(.*)$/.exec(text.replaceAll("_", "")) ?? [];
    if (/^(0x[\da-f]+|0b[01]+|0o[0-7]+|0[0-7]+)$/i.test(digits)) {
        return signed(sign, Number(digits.replace(/^0(?=\d)/, "0o")));
    }
    if (!/^(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(digits)) {
        return undefined;
    }
    return finite(signed(sign, Number(digits)));
}

/** A number beyond the range of a double is text. Source: Go, strconv.ParseFloat. */
function finite(number: number): number | undefined {
    return Number.isFinite(number) ? number : undefined;
}

function signed(sign: string, number: number): number {
    return sign === "-" && number !== 0 ? -number : number;
}

/** The library's errors in words for people who do not know its interface. */
const reasons: Readonly<Record<ErrorCode, string>> = {
    ALIAS_PROPS: "has an alias with an anchor or a tag: remove them",
    BAD_ALIAS: "has an alias without a name: write *name",
    BAD_COLLECTION_TYPE: "has a tag that does not fit its value: remove the tag",
    BAD_DIRECTIVE: 'has a line that starts with "%", which YAML reads as a directive: write the value in quotes',
    BAD_DQ_ESCAPE: "has an unknown escape in double quotes: use single quotes, or write \\\\ for a backslash",
    BAD_INDENT: "is indented less than what it belongs to, or a bracket before it is not closed: align or close it",
    BAD_PROP_ORDER: "has an anchor or a tag in the wrong place: write it directly before its value",
    BAD_SCALAR_START: "starts with a character that YAML reserves: write the value in quotes",
    BLOCK_AS_IMPLICIT_KEY: "has a mapping within a line of another one: start a new line, or write it in braces",
    BLOCK_IN_FLOW: "has an indented block within brackets or braces: write it as [a, b] or { key: value }",
    DUPLICATE_KEY: "is a key that stands twice in its mapping: remove one of them",
    IMPOSSIBLE: "cannot be read as YAML: check the brackets, quotes and indentation here",
    KEY_OVER_1024_CHARS: "has a key longer than 1024 characters: check the quotes and brackets before it",
    MISSING_CHAR: "lacks a character: check the colon, comma, quote or bracket here",
    MULTILINE_IMPLICIT_KEY: "has a key of more than one line: check the quotes and brackets before it",
    MULTIPLE_ANCHORS: "has more than one anchor: keep one",
    MULTIPLE_DOCS: "starts a second document, which the Pulumi CLI ignores: remove this line, or what follows",
    MULTIPLE_TAGS: "has more than one tag: remove them",
    NON_STRING_KEY: "has a key that is not text: write it in quotes",
    RESOURCE_EXHAUSTION: "is nested too deeply to be read: flatten it",
    TAB_AS_INDENT: "is indented by a tab: use spaces",
    TAG_RESOLVE_FAILED: "has a tag, a word that starts with !: remove it, or write the value in quotes",
    UNEXPECTED_TOKEN: "cannot stand here: check the brackets, quotes and indentation before it",
};

function aliasReason(message: string): string {
    if (message.startsWith("Excessive alias count")) {
        return `uses its aliases more than ${maxAliases} times: write some of them out`;
    }
    return message.startsWith("Unresolved alias")
        ? "uses an alias (*name) whose anchor (&name) does not stand before it: write the value in quotes, or add the anchor"
        : 'has "<<" with something else than a mapping: merge an alias, as in <<: *name';
}

/** Mappings as objects: a key that is a number or a truth value becomes its text. */
function withTextKeys(value: unknown, budget: { left: number }): unknown {
    budget.left -= 1;
    if (budget.left < 0) {
        throw new YamlError(`has more than ${maxValues} values with its aliases written out: split the stack`);
    }
    if (Array.isArray(value)) {
        return value.map((item) => withTextKeys(item, budget));
    }
    if (!(value instanceof Map)) {
        return value;
    }
    return Object.fromEntries(
        [...(value as Map<unknown, unknown>)].map(([key, inner]) => [keyText(key), withTextKeys(inner, budget)]),
    );
}

function keyText(key: unknown): string {
    switch (typeof key) {
        case "string":
            return key;
        case "number":
        case "boolean":
            return String(key);
        default:
            if (key === null) {
                return "<nil>";
            }
            throw new YamlError("has a list or a mapping as a key: write the key in quotes");
    }
}
