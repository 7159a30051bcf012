import { UNKNOWN, type PropertyPath } from "../wire";
import { formatPath, parsePath, startsWith, valuesAt } from "./propertyPath";
import { bare, isObject, isUnknown, type WireProperties } from "./wire";

export const ChangeKind = { Add: "add", Delete: "delete", Update: "update" } as const;
export type ChangeKind = (typeof ChangeKind)[keyof typeof ChangeKind];

/** One difference between the inputs a resource has and the ones it shall have. */
export interface Change {
    readonly path: string;
    readonly kind: ChangeKind;
    /** The provider cannot change this in place. */
    readonly replaces: boolean;
}

/**
 * Every difference from `olds` to `news`, at the deepest place it can be named. A value that is unknown at preview counts as
 * different: a provider that plans must assume so. Null and absent are the same, as they are to every provider here.
 *
 * @param replaceOn paths whose change replaces the resource, wildcards allowed
 * @param ignoreChanges paths the program leaves to others, as in the resource option of that name
 */
export function diffProperties(
    olds: WireProperties,
    news: WireProperties,
    replaceOn: readonly string[],
    ignoreChanges: readonly string[] = [],
): Change[] {
    const ignored = ignoreChanges.map(parsePath);
    const fixed = replaceOn.map(parsePath);
    return differences([], olds, news)
        .filter(({ path }) => !ignored.some((pattern) => startsWith(path, pattern)))
        .map(({ path, kind, value }) => ({
            path: formatPath(path),
            kind,
            replaces: fixed.some((pattern) => touches(path, value, pattern)),
        }));
}

interface Difference {
    readonly path: PropertyPath;
    readonly kind: ChangeKind;
    /** What is there now, or was there when it is gone. */
    readonly value: unknown;
}

function differences(path: PropertyPath, olds: unknown, news: unknown): Difference[] {
    const before = bare(olds) ?? undefined;
    const after = isUnknown(news) ? UNKNOWN : (bare(news) ?? undefined);
    if (before === after) {
        // Two unknown values are not known to be equal.
        return after === UNKNOWN ? [{ path, kind: ChangeKind.Update, value: after }] : [];
    }
    if (before === undefined) {
        return [{ path, kind: ChangeKind.Add, value: after }];
    }
    if (after === undefined) {
        return [{ path, kind: ChangeKind.Delete, value: before }];
    }
    if (Array.isArray(before) && Array.isArray(after)) {
        const length = Math.max(before.length, after.length);
        return Array.from({ length }).flatMap((_, i) => differences([...path, i], before[i], after[i]));
    }
    if (isObject(before) && isObject(after)) {
        const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
        return keys.flatMap((key) => differences([...path, key], before[key], after[key]));
    }
    return [{ path, kind: ChangeKind.Update, value: after }];
}

/** A change touches a fixed property when it lies inside it, or adds, drops or hides something that holds it. */
function touches(path: PropertyPath, value: unknown, pattern: PropertyPath): boolean {
    if (startsWith(path, pattern)) {
        return true;
    }
    const around = pattern.slice(0, path.length);
    return startsWith(path, around) && (value === UNKNOWN || valuesAt(value, pattern.slice(path.length)).length > 0);
}
