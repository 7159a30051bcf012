import { UnknownValueError } from "./unknownValueError";

/**
 * The values behind the engine's proxies. Reading an unknown value through a proxy throws; here it becomes the engine's
 * sentinel, which the rules' own readers recognize, so that one unknown does not stop the evaluation of a whole object.
 */
export function plain(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return copy(props) as Record<string, unknown>;
}

function copy(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        return Array.from({ length: value.length }, (_, i) =>
            read(value as unknown as Record<string, unknown>, String(i)),
        );
    }
    const source = value as Record<string, unknown>;
    return Object.fromEntries(Object.keys(source).map((key) => [key, read(source, key)]));
}

function read(from: Record<string, unknown>, key: string): unknown {
    let value: unknown;
    try {
        value = from[key];
    } catch (error) {
        if (error instanceof UnknownValueError) {
            return (error as { readonly unknownTypeSentinel: string }).unknownTypeSentinel;
        }
        throw error;
    }
    return copy(value);
}
