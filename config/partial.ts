import { type Fault } from "./fault";

/** A check needs a part of the stack file that is itself at fault. */
class Unjudged extends Error {}

/** What must not be read of a value, because it stands wrong in the stack file. */
export interface Broken {
    readonly keys: readonly string[];
    /** Whether the other keys can be listed: where a missing key would change the meaning of the rest, they cannot. */
    readonly listable: boolean;
}

/**
 * The value as checks across topics see it while a part of the stack file is at fault: reading that part ends the check, so that
 * nothing is judged by a value that is not in the file.
 */
export function withoutBroken<T extends object>(value: T, { keys, listable }: Broken): T {
    if (keys.length === 0) {
        return value;
    }
    const guard = (key: string | symbol) => {
        if (typeof key === "string" && keys.includes(key)) {
            throw new Unjudged();
        }
    };
    return new Proxy(value, {
        get(target, key, receiver) {
            guard(key);
            return Reflect.get(target, key, receiver) as unknown;
        },
        has(target, key) {
            guard(key);
            return Reflect.has(target, key);
        },
        getOwnPropertyDescriptor(target, key) {
            guard(key);
            return Reflect.getOwnPropertyDescriptor(target, key);
        },
        ownKeys(target) {
            if (!listable) {
                throw new Unjudged();
            }
            return Reflect.ownKeys(target);
        },
    });
}

/** The faults of every check, without those checks that would read what is at fault itself. */
export function collectFaults(...checks: readonly (() => readonly Fault[])[]): readonly Fault[] {
    return checks.flatMap((check) => {
        try {
            return check();
        } catch (error) {
            if (error instanceof Unjudged) {
                return [];
            }
            throw error;
        }
    });
}
