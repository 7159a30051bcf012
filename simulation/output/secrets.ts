import { type RecordedResource } from "../recorded";
import { type PropertyPath } from "../wire";

/** What is shown in the place of a secret. */
export const MASK = "[secret]";

/** Shorter values are masked where they are marked, but not searched for in other strings: they would be found anywhere. */
const SHORTEST_TRACKED = 6;

/**
 * Takes secret values out of everything that is shown or written.
 *
 * Two nets: a value that Pulumi marks as secret is replaced as a whole; and wherever its text turns up without the mark
 * (inside a URL, a JSON string, a base64 value), that part is replaced.
 */
export class SecretMask {
    private readonly pattern: RegExp | undefined;

    constructor(resources: readonly RecordedResource[]) {
        const values = new Set(resources.flatMap(secretTexts).flatMap(spellings));
        const longestFirst = [...values].sort((a, b) => b.length - a.length);
        this.pattern =
            longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(escapeRegExp).join("|"), "g");
    }

    /** A copy without secrets; `marked` are the paths that Pulumi says are secret. */
    public mask<T>(value: T, marked: readonly PropertyPath[] = []): T {
        return this.apply(value, marked) as T;
    }

    /** Text in which no tracked value is left. */
    public text(text: string): string {
        return this.pattern === undefined ? text : text.replace(this.pattern, MASK);
    }

    private apply(value: unknown, marked: readonly PropertyPath[]): unknown {
        if (marked.some((path) => path.length === 0)) {
            return MASK;
        }
        if (typeof value === "string") {
            return this.text(value);
        }
        if (typeof value !== "object" || value === null) {
            return value;
        }
        const inside = (key: string | number) => marked.filter((path) => path[0] === key).map((path) => path.slice(1));
        if (Array.isArray(value)) {
            return value.map((item, i) => this.apply(item, inside(i)));
        }
        return Object.fromEntries(
            Object.entries(value).map(([key, item]) => [this.text(key), this.apply(item, inside(key))]),
        );
    }
}

/**
 * Every secret text of a resource. The provider calls all data of a Kubernetes Secret secret, a user name or a host as well
 * as a password: there only what the program marked is searched for elsewhere.
 */
function secretTexts(resource: RecordedResource): string[] {
    const computed = resource.type.startsWith("kubernetes:") ? [] : textsAt(resource.outputs, resource.secretOutputs);
    return [...textsAt(resource.inputs, resource.secretInputs), ...computed];
}

function textsAt(value: unknown, paths: readonly PropertyPath[]): string[] {
    return paths.flatMap((path) =>
        texts(path.reduce((at: unknown, key) => (at as Record<string, unknown>)?.[key], value)),
    );
}

function texts(value: unknown): string[] {
    if (typeof value === "string") {
        return value.length < SHORTEST_TRACKED ? [] : [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** A value as it may be written inside another: as it is, in JSON, in a URL, in base64. */
function spellings(text: string): string[] {
    return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), Buffer.from(text).toString("base64")];
}

function escapeRegExp(text: string): string {
    return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
