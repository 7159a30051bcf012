import { join } from "./read";

/**
 * Stands for a value that is not known before the update. It is the string by which the Pulumi engine itself marks an
 * unknown string, so a caller may pass the engine's wire form as it is.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** All of the engine's sentinels: boolean, number, string, array, asset, archive, object. Source: @pulumi/policy, proxy. */
const sentinels: ReadonlySet<unknown> = new Set([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    UNKNOWN,
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

function isUnknown(value: unknown): boolean {
    return typeof value === "string" && value.length === UNKNOWN.length && sentinels.has(value);
}

/**
 * Thrown by a guarded object when a rule reads a value that is not known yet. It has no stack trace: a plan throws and catches
 * thousands, and the path says where.
 */
export class UnknownRead extends Error {
    constructor(readonly path: string) {
        const limit = Error.stackTraceLimit;
        Error.stackTraceLimit = 0;
        super(`"${path}" is not known yet`);
        Error.stackTraceLimit = limit;
    }
}

/** How deep a value is searched for unknowns; deeper than any real object, shallow enough for a hostile one. */
const maxDepth = 64;

/** Whether anything inside `value` is not known yet. */
export function holdsUnknown(value: unknown, depth = 0): boolean {
    if (typeof value !== "object" || value === null) {
        return isUnknown(value);
    }
    if (depth > maxDepth) {
        return false;
    }
    if (Array.isArray(value)) {
        return value.some((item) => holdsUnknown(item, depth + 1));
    }
    for (const key in value) {
        if (holdsUnknown((value as Record<string, unknown>)[key], depth + 1)) {
            return true;
        }
    }
    return false;
}

/**
 * The same object, except that reading an unknown value throws `UnknownRead` with its path. Only objects that hold an
 * unknown are guarded: rules read all others directly, at full speed.
 */
export function guarded<T extends object>(target: T, path = ""): T {
    return new Proxy(target, {
        get(on, key) {
            const value: unknown = Reflect.get(on, key);
            if (typeof key === "symbol") {
                return value;
            }
            if (isUnknown(value)) {
                throw new UnknownRead(pathOf(path, on, key));
            }
            return typeof value === "object" && value !== null ? guarded(value, pathOf(path, on, key)) : value;
        },
    });
}

/** Stands in for an object that is not known yet: reading anything of it throws `UnknownRead` with its path. */
export function unknownObject(path: string): Readonly<Record<string, unknown>> {
    return new Proxy(
        {},
        {
            get() {
                throw new UnknownRead(path);
            },
            ownKeys() {
                throw new UnknownRead(path);
            },
        },
    );
}

function pathOf(path: string, on: object, key: string): string {
    return join(path, Array.isArray(on) && /^\d+$/.test(key) ? Number(key) : key);
}
