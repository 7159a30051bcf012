import { type Step } from "../engine/step";
import { MASK } from "../output/secrets";
import { parsePath } from "../plugin/propertyPath";
import { isObject } from "../plugin/wire";
import { Signature, UNKNOWN } from "../wire";

/** Stands for a value that only the update computes. */
export const NOT_KNOWN_YET = "(known after the update)";

/** Columns of a value; a longer one is shortened to the part that differs. */
const VALUE_COLUMNS = 60;
/** Characters that both texts have in common, shown before the first that differs. */
const CONTEXT_COLUMNS = 16;

const KUBERNETES_SECRET = "kubernetes:core/v1:Secret";

/** One changed input; a value is undefined where the input does not exist. Secrets are masked. */
export interface ValueChange {
    readonly path: string;
    readonly before: unknown;
    readonly after: unknown;
}

/** The changed inputs of a step with their old and new values, in the order of their paths. */
export function valueChanges(step: Pick<Step, "type" | "changes" | "oldInputs" | "inputs">): ValueChange[] {
    return step.changes.map((path) => {
        const parts = parsePath(path);
        const before = valueAt(step.oldInputs, parts);
        const after = valueAt(step.inputs, parts);
        // A value that is secret on one side is so on the other, whether that one is marked or not.
        const secret = isSecretData(step.type, parts[0]) || before === MASK || after === MASK;
        return { path, before: secret ? masked(before) : before, after: secret ? masked(after) : after };
    });
}

/** `version: "1.36" → "1.37"`; of long texts, the part that differs. */
export function changeText({ path, before, after }: ValueChange): string {
    if (before === undefined && after === undefined) {
        return path;
    }
    if (before === undefined) {
        return `${path}: added ${valueText(after)}`;
    }
    if (after === undefined) {
        return `${path}: removed ${valueText(before)}`;
    }
    if (before === MASK && after === MASK) {
        return `${path}: ${MASK}`;
    }
    const from = typeof before === "string" && typeof after === "string" ? commonStart(before, after) : 0;
    return `${path}: ${valueText(before, from)} → ${valueText(after, from)}`;
}

/** The data of a Secret is secret whatever the program marks. */
function isSecretData(type: string, field: string | number | undefined): boolean {
    return type === KUBERNETES_SECRET && (field === "data" || field === "stringData");
}

function valueAt(inputs: unknown, path: readonly (string | number)[]): unknown {
    let value = inputs;
    for (const part of path) {
        if (isSecret(value)) {
            return MASK;
        }
        if (value === UNKNOWN) {
            return UNKNOWN;
        }
        value =
            typeof value === "object" && value !== null && Object.hasOwn(value, part)
                ? (value as Record<string | number, unknown>)[part]
                : undefined;
    }
    return withoutSecrets(value ?? undefined);
}

function isSecret(value: unknown): boolean {
    return isObject(value) && value[Signature.Key] === Signature.Secret;
}

function withoutSecrets(value: unknown): unknown {
    if (isSecret(value)) {
        return MASK;
    }
    if (Array.isArray(value)) {
        return value.map(withoutSecrets);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item)]))
        : value;
}

function masked(value: unknown): unknown {
    return value === undefined || value === UNKNOWN ? value : MASK;
}

/** Where a long text begins to differ, less some context; 0 for texts that are shown whole. */
function commonStart(before: string, after: string): number {
    if (Math.max(before.length, after.length) <= VALUE_COLUMNS) {
        return 0;
    }
    let same = 0;
    while (same < before.length && before[same] === after[same]) {
        same++;
    }
    return Math.max(0, same - CONTEXT_COLUMNS);
}

function valueText(value: unknown, from = 0): string {
    if (value === UNKNOWN) {
        return NOT_KNOWN_YET;
    }
    if (value === MASK) {
        return MASK;
    }
    if (typeof value === "string") {
        const part = value.slice(from, from + VALUE_COLUMNS);
        const [head, tail] = [from > 0 ? "…" : "", from + part.length < value.length ? "…" : ""];
        return `${head}${JSON.stringify(part)}${tail}`;
    }
    const text = JSON.stringify(value, (_, item: unknown) => (item === UNKNOWN ? NOT_KNOWN_YET : item));
    if (text.length <= VALUE_COLUMNS) {
        return text;
    }
    return Array.isArray(value) ? `[${value.length} items]` : `{${Object.keys(value as object).length} keys}`;
}
