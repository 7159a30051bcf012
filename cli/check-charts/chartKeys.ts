import { type UnlistedKey } from "../../components/addons/definition";
import { isPlainObject } from "../../components/addons/merge";

/** A value that we set and the chart does not read. */
export interface UnknownKey {
    readonly path: string;
    /** What the chart has beside it, to find the right name. */
    readonly known: readonly string[];
}

/** Parts of a pod that charts hand to Kubernetes as they are; types check them, not the chart's defaults. */
const kubernetesFragments = ["resources", "securityContext", "podSecurityContext", "containerSecurityContext"];

/**
 * Keys of `values` that the chart's defaults do not have. Helm ignores an unknown key without a word, so a misspelled one is a
 * setting that never happens.
 *
 * A default that is an empty map, or no map at all (a list, a text, nothing), takes whatever is put in its place.
 */
export function unknownKeys(
    values: Readonly<Record<string, unknown>>,
    defaults: Readonly<Record<string, unknown>>,
    unlisted: readonly UnlistedKey[] = [],
    at = "",
): UnknownKey[] {
    return Object.entries(values).flatMap(([key, value]) => {
        const path = at === "" ? key : `${at}.${key}`;
        if (unlisted.some((entry) => entry.path === path)) {
            return [];
        }
        if (!Object.hasOwn(defaults, key)) {
            return [{ path, known: Object.keys(defaults) }];
        }
        if (kubernetesFragments.includes(key)) {
            return [];
        }
        const inner = defaults[key];
        return isPlainObject(value) && isPlainObject(inner) && Object.keys(inner).length > 0
            ? unknownKeys(value, inner, unlisted, path)
            : [];
    });
}
