/** Merges plain objects deeply; `over` wins, lists and everything else are replaced whole. */
export function mergeValues(
    base: Readonly<Record<string, unknown>>,
    over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
    const merged: Record<string, unknown> = { ...base };
    for (const [key, value] of Object.entries(over)) {
        const existing = merged[key];
        merged[key] = isPlainObject(existing) && isPlainObject(value) ? mergeValues(existing, value) : value;
    }
    return merged;
}

/** A mapping, not a list, a date or an output of a resource. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
