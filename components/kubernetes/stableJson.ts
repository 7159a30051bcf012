/** JSON with sorted keys, so that equal content is equal text. */
export function stableJson(value: unknown, indent?: number): string {
    return JSON.stringify(value, (_key, inner: unknown) => sorted(inner), indent);
}

function sorted(value: unknown): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
