import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isMap, LineCounter, parse, parseDocument } from "yaml";
import { InputError } from "./errors";

/** A stack file or a `--set` argument cannot be read. Its content is validated by `config/`. */
export class StackFileError extends InputError {}

/** Configuration as the engine hands it to a program. */
export interface StackConfig {
    /** `namespace:key` to text; mappings and lists as JSON. */
    readonly config: Readonly<Record<string, string>>;
    /** Keys whose value is encrypted in the file. It cannot be decrypted here: the program receives a placeholder. */
    readonly secretKeys: readonly string[];
}

/** Replaces a value that is encrypted in the stack file. */
export const ENCRYPTED_PLACEHOLDER = "simulated-secret";

/** Names of the stacks that have a file in `folder`. */
export function knownStacks(folder: string): string[] {
    return readdirSync(folder)
        .map((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .sort();
}

/**
 * Reads `Pulumi.<stack>.yaml` in `folder` and applies `settings`.
 *
 * @param settings `--set` arguments: `key.path=value` under `namespace`, or `other:key=value`; the value is YAML
 * @throws StackFileError with file and line
 */
export function readStackConfig(
    folder: string,
    stack: string,
    namespace: string,
    settings: readonly string[] = [],
): StackConfig {
    const values = readStackFile(folder, stack);
    for (const setting of settings) {
        applySetting(values, namespace, setting);
    }
    const secretKeys = Object.keys(values).filter(
        (key) => !key.startsWith(`${namespace}:`) && isEncrypted(values[key]),
    );
    const config = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
            key,
            secretKeys.includes(key) ? ENCRYPTED_PLACEHOLDER : asText(value),
        ]),
    );
    return { config, secretKeys };
}

/** The mapping under `config:`; empty when the file has none. */
function readStackFile(folder: string, stack: string): Record<string, unknown> {
    if (!/^[\w.-]+$/.test(stack)) {
        throw new StackFileError(`"${stack}" is not a stack name: use letters, digits, "-", "_" and "."`);
    }
    const name = `Pulumi.${stack}.yaml`;
    let text: string;
    try {
        text = readFileSync(path.join(folder, name), "utf8");
    } catch (error) {
        throw new StackFileError(unreadable(folder, stack, name, error));
    }
    const content = parseYaml(name, text);
    if (!isRecord(content)) {
        throw new StackFileError(`${name} must be a mapping with the key "config"`);
    }
    const config = content.config ?? {};
    if (!isRecord(config)) {
        throw new StackFileError(`${name}: "config" must be a mapping of "namespace:key" to values`);
    }
    return { ...config };
}

function unreadable(folder: string, stack: string, name: string, error: unknown): string {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        return `${name} cannot be read: ${(error as Error).message}`;
    }
    const known = knownStacks(folder);
    const choice = known.length === 0 ? "create a file Pulumi.<stack>.yaml" : `use one of ${known.join(", ")}`;
    return `stack "${stack}" does not exist (no file ${name}): ${choice}`;
}

/**
 * The mapping of a document; `undefined` when the document is not a mapping. Errors have a line number, no code is executed,
 * and the expansion of aliases is limited.
 */
function parseYaml(name: string, text: string): unknown {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const [fault] = document.errors;
    if (fault !== undefined) {
        const { line, col } = lines.linePos(fault.pos[0]);
        throw new StackFileError(`${name}:${line}:${col}: ${fault.message}`);
    }
    if (document.contents !== null && !isMap(document.contents)) {
        return undefined;
    }
    try {
        return document.toJS({ maxAliasCount: 100 }) ?? {};
    } catch (error) {
        throw new StackFileError(`${name}: ${(error as Error).message}`);
    }
}

/** Applies one `key.path=value`. */
function applySetting(values: Record<string, unknown>, namespace: string, setting: string): void {
    const at = setting.indexOf("=");
    const key = setting.slice(0, Math.max(at, 0));
    if (key.trim() === "") {
        throw new StackFileError(`--set ${setting}: must be key=value, for example --set network.zones=2`);
    }
    const value = settingValue(setting, setting.slice(at + 1));
    if (key.includes(":")) {
        values[key] = value;
        return;
    }
    const [topic = "", ...rest] = pathParts(setting, key);
    values[`${namespace}:${topic}`] = withValueAt(values[`${namespace}:${topic}`], rest, value);
}

function settingValue(setting: string, text: string): unknown {
    try {
        return parse(text, { maxAliasCount: 100 }) as unknown;
    } catch (error) {
        throw new StackFileError(
            `--set ${setting}: the value is not valid YAML: ${(error as Error).message.split("\n")[0]}`,
        );
    }
}

/** `a.b[0].c` as `a`, `b`, `0`, `c`. */
function pathParts(setting: string, key: string): string[] {
    const parts = key.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
    if (parts.some((part) => part === "")) {
        throw new StackFileError(`--set ${setting}: "${key}" is not a valid key: use names separated by dots`);
    }
    return parts;
}

/** A copy of `target` with `value` at the path `parts`; a scalar on the path is replaced by a mapping. */
function withValueAt(target: unknown, parts: readonly string[], value: unknown): unknown {
    const [part, ...rest] = parts;
    if (part === undefined) {
        return value;
    }
    if (Array.isArray(target) && /^\d+$/.test(part)) {
        const copy = [...(target as unknown[])];
        copy[Number(part)] = withValueAt(copy[Number(part)], rest, value);
        return copy;
    }
    const base = isRecord(target) ? target : {};
    const inner = Object.hasOwn(base, part) ? base[part] : undefined;
    return Object.fromEntries([...Object.entries(base), [part, withValueAt(inner, rest, value)]]);
}

/** As the engine passes values: strings stay strings, everything else becomes JSON. */
function asText(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

/** `{ secure: <ciphertext> }`, at the top or anywhere inside. */
function isEncrypted(value: unknown): boolean {
    if (Array.isArray(value)) {
        return value.some(isEncrypted);
    }
    if (!isRecord(value)) {
        return false;
    }
    const keys = Object.keys(value);
    return (keys.length === 1 && typeof value.secure === "string") || Object.values(value).some(isEncrypted);
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
