import { isObj } from "../model/read";

/** An object to be changed in place: the engine tracks secrets by the object, and a copy would lose them. */
export type Mutable = Record<string, unknown>;

/** A field that must have exactly this value. */
export function setTo(holder: Mutable, field: string, value: unknown): boolean {
    if (holder[field] === value) {
        return false;
    }
    holder[field] = value;
    return true;
}

/** The object under a field, created if it is absent. */
export function objectUnder(holder: Mutable, field: string): Mutable {
    if (!isObj(holder[field])) {
        holder[field] = {};
    }
    return holder[field] as Mutable;
}

/**
 * Fixes the security context of every container of a pod.
 *
 * @returns whether anything changed
 */
export function fixEachContainer(podSpec: Mutable, fix: (securityContext: Mutable) => boolean): boolean {
    let changed = false;
    for (const field of ["initContainers", "containers"]) {
        const items = podSpec[field];
        for (let i = 0; Array.isArray(items) && i < items.length; i++) {
            const item: unknown = items[i];
            if (isObj(item)) {
                changed = fix(objectUnder(item, "securityContext")) || changed;
            }
        }
    }
    return changed;
}
