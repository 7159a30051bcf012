import { LineCounter, parseDocument, type Tags } from "yaml";
import { type DocumentText, maxDocumentBytes } from "./documents";
import { readFast } from "./fastYaml";
import { maxNesting, nestsTooDeep } from "./nesting";

type Parsed = { readonly value: unknown } | { readonly fault: string; readonly line: number };

/**
 * Aliases a document may resolve to, each nested one counted as often as it is repeated. Manifests use a handful; without a
 * limit a few dozen lines can expand to gigabytes.
 */
const maxAliases = 100;

/** Tags of YAML 1.1 that Kubernetes' own decoder does not apply: sexagesimal numbers, dates, and containers with types. */
const withoutTags = new Set(["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary", "tag:yaml.org,2002:set"]);
const withoutContainers = new Set(["tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs"]);

/** Reads one document the way kubectl does: YAML 1.1, where `yes` is true. Nothing in it is executed. */
export function parseText({ text, line, tooLarge = false }: DocumentText): Parsed {
    if (tooLarge) {
        return { fault: `document is larger than ${maxDocumentBytes / 1024 / 1024} MiB`, line };
    }
    const fast = readFast(text);
    if (fast !== undefined) {
        return fast;
    }
    if (nestsTooDeep(text)) {
        return { fault: `rejected: it is nested deeper than ${maxNesting} levels`, line };
    }
    if (/^\s*\{/.test(text)) {
        try {
            return { value: JSON.parse(text) };
        } catch {
            // Flow style YAML looks like JSON, and its parser also locates the fault more precisely.
        }
    }
    return readReference(text, line);
}

/** Reads any document, and locates its faults. */
export function readReference(text: string, line: number): Parsed {
    const counter = new LineCounter();
    try {
        const document = parseDocument(text, {
            version: "1.1",
            customTags: kubernetesTags,
            prettyErrors: false,
            lineCounter: counter,
            logLevel: "silent",
        });
        const [error] = document.errors;
        if (error !== undefined) {
            return { fault: `broken YAML: ${error.message}`, line: line + counter.linePos(error.pos[0]).line - 1 };
        }
        return { value: document.toJS({ maxAliasCount: maxAliases }) as unknown };
    } catch (error) {
        if (error instanceof ReferenceError) {
            return { fault: `rejected: its aliases expand to more than ${maxAliases} copies`, line };
        }
        throw error;
    }
}

function kubernetesTags(tags: Tags): Tags {
    return tags.filter((tag) => {
        if (typeof tag === "string") {
            return true;
        }
        const sexagesimal = "format" in tag && tag.format === "TIME";
        return !sexagesimal && !withoutTags.has(tag.tag) && !withoutContainers.has(tag.tag);
    });
}
