import { type PropertyPath } from "../wire";

/** Matches any key or index, in `ignoreChanges` and in the replacement tables. */
const WILDCARD = "*";

/** Keys that need no quotes. Source: pulumi/sdk, go/common/resource/property_path.go. */
const BARE_KEY = /^[A-Za-z_$][\w$-]*$/;

/** Formats a path as Pulumi does: `spec.containers[0].env`, `metadata.labels["app.kubernetes.io/name"]`. */
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

/** Parses a path in Pulumi's format; `*` and `[*]` are wildcards. */
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

/** Whether `pattern` matches `path` or a prefix of it. */
export function startsWith(path: PropertyPath, pattern: PropertyPath): boolean {
    return pattern.length <= path.length && pattern.every((part, i) => part === WILDCARD || part === path[i]);
}

/** The values at `pattern`: several with a wildcard, none where the path does not exist. */
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
