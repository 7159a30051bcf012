import { UNKNOWN, type PropertyPath } from "../wire";
import { formatPath, parsePath, startsWith, valuesAt } from "./propertyPath";
import { bare, isObject, isUnknown, type WireProperties } from "./wire";

export const ChangeKind = { Add: "add", Delete: "delete", Update: "update" } as const;
export type ChangeKind = (typeof ChangeKind)[keyof typeof ChangeKind];

/** One difference between the old and the new inputs of a resource. */
export interface Change {
    readonly path: string;
    readonly kind: ChangeKind;
    /** Whether the change forces a replacement. */
    readonly replaces: boolean;
}

/**
 * Every difference from `olds` to `news`, with the longest path that names it. A value that is unknown at preview counts as
 * different, as in a real provider's plan. Null and undefined are equal, as for every provider here.
 *
 * @param replaceOn paths whose change replaces the resource, wildcards allowed
 * @param ignoreChanges paths to ignore, as in the resource option of that name
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
    /** The new value; for a delete, the old one. */
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

/** Whether a change affects `pattern`: it is inside it, or it adds, removes or hides a value that contains it. */
function touches(path: PropertyPath, value: unknown, pattern: PropertyPath): boolean {
    if (startsWith(path, pattern)) {
        return true;
    }
    const around = pattern.slice(0, path.length);
    return startsWith(path, around) && (value === UNKNOWN || valuesAt(value, pattern.slice(path.length)).length > 0);
}
