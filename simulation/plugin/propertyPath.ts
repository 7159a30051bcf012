import { type PropertyPath } from "../wire";

/** Matches any one key or position, in `ignoreChanges` and in the tables of what forces replacement. */
const WILDCARD = "*";

/** Keys that need no quotes. Source: pulumi/sdk, go/common/resource/property_path.go. */
const BARE_KEY = /^[A-Za-z_$][\w$-]*$/;

/** Writes a path as Pulumi does: `spec.containers[0].env`, `metadata.labels["app.kubernetes.io/name"]`. */
export function formatPath(path: PropertyPath): string {
    return path
        .map((part, i) => {
            if (typeof part === "number") {
                return `[${part}]`;
            }
            if (!BARE_KEY.test(part)) {
                return `[${JSON.stringify(part)}]`;
            }
            return i === 0 ? part : `.${part}`;
        })
        .join("");
}

/** Reads a path as Pulumi writes it; `*` and `[*]` are wildcards. */
export function parsePath(text: string): PropertyPath {
    const parts: (string | number)[] = [];
    for (const match of text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[(\*)\]|\.?([^.[\]]+)/g)) {
        const [, quoted, position, wildcard, key] = match;
        if (quoted !== undefined) {
            parts.push(JSON.parse(`"${quoted}"`) as string);
        } else if (position !== undefined) {
            parts.push(Number(position));
        } else {
            parts.push(wildcard ?? key ?? "");
        }
    }
    return parts;
}

/** Whether `pattern` leads to `path` or to something around it. */
export function startsWith(path: PropertyPath, pattern: PropertyPath): boolean {
    return pattern.length <= path.length && pattern.every((part, i) => part === WILDCARD || part === path[i]);
}

/** The values that `pattern` leads to; several with a wildcard, none where nothing is. */
export function valuesAt(value: unknown, pattern: PropertyPath): unknown[] {
    const [part, ...rest] = pattern;
    if (value === undefined || value === null) {
        return [];
    }
    if (part === undefined) {
        return [value];
    }
    if (typeof value !== "object") {
        return [];
    }
    if (part === WILDCARD) {
        return Object.values(value).flatMap((item) => valuesAt(item, rest));
    }
    return Object.hasOwn(value, part) ? valuesAt((value as Record<string | number, unknown>)[part], rest) : [];
}
