/** An object of unknown shape: rules read untrusted input, and must not fail on any of it. */
export type Obj = Readonly<Record<string, unknown>>;

export function isObj(value: unknown): value is Obj {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object, or `undefined` when it is absent or something else. */
export function obj(value: unknown): Obj | undefined {
    return isObj(value) ? value : undefined;
}

const noItems: readonly unknown[] = [];

/** The list, or an empty one when it is absent or something else. */
export function list(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? (value as readonly unknown[]) : noItems;
}

/** The string, or `undefined` when it is absent, empty or something else. */
export function str(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** The strings of a list; a single string counts as a list of one, as IAM policies allow. */
export function strings(value: unknown): string[] {
    const items = typeof value === "string" ? [value] : list(value);
    return items.filter((item): item is string => typeof item === "string");
}

/** Walks `keys` down from `value`; `undefined` as soon as a step is absent. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
    let current = value;
    for (const key of keys) {
        if (!isObj(current) || !Object.hasOwn(current, key)) {
            return undefined;
        }
        current = current[key];
    }
    return current;
}

/** Absent in the sense of the API server: JSON null and a missing field are the same. */
export function absent(value: unknown): value is null | undefined {
    return value === undefined || value === null;
}

/** Numbers also come as strings, from Pulumi's string-typed inputs. */
export function num(value: unknown): number | undefined {
    if (typeof value === "number") {
        return Number.isFinite(value) ? value : undefined;
    }
    return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Joins a path and a key; a key that is not an identifier is quoted in brackets. */
export function join(path: string, key: string | number): string {
    if (typeof key === "number") {
        return `${path}[${key}]`;
    }
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) {
        return `${path}['${key}']`;
    }
    return path === "" ? key : `${path}.${key}`;
}

/** `"a", "b"` */
export function quoted(items: readonly string[]): string {
    return items.map((item) => `"${item}"`).join(", ");
}

/** Sorted and without duplicates. */
export function unique(items: readonly string[]): string[] {
    return [...new Set(items)].sort();
}
