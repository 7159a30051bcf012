import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { hidden, isEncryptedValue, looksLikeCredential } from "../config/credentials";
import { didYouMean } from "../config/fault";
import { stackFileKeys } from "../config/names";
import { InputError } from "./errors";
import { parsePulumiYaml, YamlError } from "./pulumiYaml";

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
 * Reads `Pulumi.<stack>.yaml` in `folder` as the Pulumi CLI does, and applies `settings`.
 *
 * @param project name of the project: the namespace of keys that have none
 * @param settings `--set` arguments: `key.path=value` under `project`, or `other:key=value`; the value is YAML
 * @throws StackFileError with file and line
 */
export function readStackConfig(
    folder: string,
    stack: string,
    project: string,
    settings: readonly string[] = [],
): StackConfig {
    const values = readStackFile(folder, stack, project);
    for (const setting of settings) {
        applySetting(values, project, setting);
    }
    const secretKeys = Object.keys(values).filter((key) => !key.startsWith(`${project}:`) && isEncrypted(values[key]));
    const config = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
            key,
            secretKeys.includes(key) ? ENCRYPTED_PLACEHOLDER : asText(value),
        ]),
    );
    return { config, secretKeys };
}

/** The values under `config:` by their full keys; empty when the file has none. */
function readStackFile(folder: string, stack: string, project: string): Record<string, unknown> {
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
    const content = parseYaml(name, text) ?? {};
    if (!isRecord(content)) {
        throw new StackFileError(`${name} must be a mapping with the key "config"`);
    }
    const faults = Object.keys(content).flatMap((key) => topKeyFault(key, project));
    const config = content.config ?? {};
    if (!isRecord(config)) {
        throw new StackFileError(`${name}: "config" must be a mapping of "namespace:key" to values`);
    }
    const values = new Map<string, unknown>();
    for (const [key, value] of Object.entries(config)) {
        const full = fullKey(key, project);
        if (full === undefined) {
            faults.push(`"${shown(key)}" is not a configuration key: must be namespace:key, with one colon`);
        } else if (values.has(full)) {
            faults.push(`"${shown(key)}" stands twice, with and without its namespace: remove one of them`);
        } else {
            values.set(full, value);
        }
    }
    if (faults.length > 0) {
        throw new StackFileError([`${name} cannot be read:`, ...faults.map((fault) => `  - ${fault}`)].join("\n"));
    }
    return Object.fromEntries(values);
}

/** The CLI ignores a key that it does not know, and with it everything below. */
function topKeyFault(key: string, project: string): string[] {
    if (stackFileKeys.some((known) => known === key)) {
        return [];
    }
    const name = shown(key);
    return key.includes(":")
        ? [`"${name}" stands outside of "config", where the Pulumi CLI ignores it: indent it below "config:"`]
        : [
              `"${name}" is not a key of a stack file; allowed here: ${stackFileKeys.join(", ")}${didYouMean(key, stackFileKeys)}; ` +
                  `settings belong below "config:", as ${project}:${name}`,
          ];
}

/** A credential that stands where a key belongs is not shown. */
function shown(key: string): string {
    return looksLikeCredential(key) ? hidden : key;
}

/** A key with its namespace; undefined where the CLI refuses it. Source: go/common/resource/config/key.go, ParseKey. */
function fullKey(key: string, project: string): string | undefined {
    const parts = key.split(":");
    switch (parts.length) {
        case 1:
            return `${project}:${key}`;
        case 2:
            return key;
        default:
            return parts.length === 3 && parts[1] === "config" ? `${parts[0]}:${parts[2]}` : undefined;
    }
}

function unreadable(folder: string, stack: string, name: string, error: unknown): string {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        return `${name} cannot be read: ${(error as Error).message}`;
    }
    const known = knownStacks(folder);
    const choice = known.length === 0 ? "create a file Pulumi.<stack>.yaml" : `use one of ${known.join(", ")}`;
    return `stack "${stack}" does not exist (no file ${name}): ${choice}`;
}

function parseYaml(name: string, text: string): unknown {
    try {
        return parsePulumiYaml(text);
    } catch (error) {
        if (!(error instanceof YamlError)) {
            throw error;
        }
        const { position, message } = error;
        const place = position === undefined ? name : `${name}:${position.line}:${position.col}`;
        throw new StackFileError(`${place}: ${message}`);
    }
}

/** Applies one `key.path=value`. */
function applySetting(values: Record<string, unknown>, namespace: string, setting: string): void {
    const at = setting.indexOf("=");
    const key = setting.slice(0, Math.max(at, 0));
    if (key.trim() === "") {
        throw new StackFileError(`--set ${shown(setting)}: must be key=value, for example --set network.zones=2`);
    }
    const value = settingValue(key, setting.slice(at + 1));
    if (key.includes(":")) {
        values[key] = value;
        return;
    }
    const [topic = "", ...rest] = pathParts(key);
    const full = `${namespace}:${topic}`;
    try {
        values[full] = withValueAt(values[full], rest, value);
    } catch (error) {
        throw error instanceof RangeError ? new StackFileError(`--set ${key}: ${error.message}`) : error;
    }
}

/** Errors name the key alone: the value may be a credential. */
function settingValue(key: string, text: string): unknown {
    try {
        return parsePulumiYaml(text);
    } catch (error) {
        throw error instanceof YamlError ? new StackFileError(`--set ${key}: the value ${error.message}`) : error;
    }
}

/** `a.b[0].c` as `a`, `b`, `0`, `c`. */
function pathParts(key: string): string[] {
    const parts = key.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
    if (parts.some((part) => part === "")) {
        throw new StackFileError(`--set ${key}: is not a valid key: use names separated by dots`);
    }
    return parts;
}

/**
 * A copy of `target` with `value` at the path `parts`; a scalar on the path is replaced by a mapping.
 *
 * @throws RangeError when an index would leave a gap in a list
 */
function withValueAt(target: unknown, parts: readonly string[], value: unknown): unknown {
    const [part, ...rest] = parts;
    if (part === undefined) {
        return value;
    }
    if (Array.isArray(target) && /^\d+$/.test(part)) {
        const copy = [...(target as unknown[])];
        if (Number(part) > copy.length) {
            throw new RangeError(
                `index ${part} leaves a gap in a list of ${copy.length}: use ${copy.length} to append`,
            );
        }
        copy[Number(part)] = withValueAt(copy[Number(part)], rest, value);
        return copy;
    }
    const base = isRecord(target) ? target : {};
    const inner = Object.hasOwn(base, part) ? base[part] : undefined;
    return Object.fromEntries([...Object.entries(base), [part, withValueAt(inner, rest, value)]]);
}

/** As the engine passes values: strings stay strings, nothing is an empty string, everything else becomes JSON. */
function asText(value: unknown): string {
    return typeof value === "string" ? value : value === null ? "" : JSON.stringify(value);
}

/** `{ secure: <ciphertext> }`, at the top or anywhere inside. */
function isEncrypted(value: unknown): boolean {
    if (Array.isArray(value)) {
        return value.some(isEncrypted);
    }
    if (!isRecord(value)) {
        return false;
    }
    return isEncryptedValue(value) || Object.values(value).some(isEncrypted);
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
