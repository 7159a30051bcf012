import { type Properties } from "../providers";
import { type RecordedResource } from "../recorded";
import { type PropertyPath, setOwn } from "../wire";

/** Replaces a secret in output. */
export const MASK = "[secret]";

/** Shorter values are masked where they are marked, but not searched for in other strings: matches would be chance. */
const SHORTEST_TRACKED = 6;

/**
 * Removes secret values from everything that is printed or written.
 *
 * A value that Pulumi marks as secret is replaced as a whole. Where its text occurs without the mark (inside a URL, a JSON
 * string, a base64 value), that part is replaced.
 */
export class SecretMask {
    private readonly pattern: RegExp | undefined;
    private readonly shortest: number;
    private readonly inputs = new WeakMap<RecordedResource, Properties>();

    /** @param texts the secret values; those of a run: {@link SecretMask.of} */
    constructor(texts: readonly string[]) {
        const values = new Set(texts.flatMap(spellings));
        const longestFirst = [...values].sort((a, b) => b.length - a.length);
        this.shortest = longestFirst.at(-1)?.length ?? 0;
        this.pattern =
            longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(escapeRegExp).join("|"), "g");
    }

    /** For every secret value of the resources. */
    public static of(resources: readonly RecordedResource[]): SecretMask {
        return new SecretMask(resources.flatMap(secretTexts));
    }

    /** A copy without secrets; `marked` are the paths that Pulumi marks as secret. */
    public mask<T>(value: T, marked: readonly PropertyPath[] = []): T {
        return this.apply(value, marked) as T;
    }

    /** The inputs of a resource without secrets. Made once: all that is shown of a resource holds the same copy. */
    public inputsOf(resource: RecordedResource): Properties {
        const known = this.inputs.get(resource);
        if (known !== undefined) {
            return known;
        }
        const masked = this.mask(resource.inputs, resource.secretInputs);
        this.inputs.set(resource, masked);
        return masked;
    }

    /** The text with every tracked value replaced. */
    public text(text: string): string {
        return this.pattern === undefined || text.length < this.shortest ? text : text.replace(this.pattern, MASK);
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
        const inside = (key: string | number) =>
            marked.length === 0 ? marked : marked.filter((path) => path[0] === key).map((path) => path.slice(1));
        if (Array.isArray(value)) {
            return value.map((item, i) => this.apply(item, inside(i)));
        }
        const masked: Record<string, unknown> = {};
        for (const [key, item] of Object.entries(value)) {
            setOwn(masked, this.text(key), this.apply(item, inside(key)));
        }
        return masked;
    }
}

/**
 * Every secret string of a resource. The Kubernetes provider marks all data of a Secret, also user names and hosts: there only
 * the values that the program marked are searched for in other strings.
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

/** Encodings of a value inside another: plain, JSON, URL, base64. */
function spellings(text: string): string[] {
    return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), Buffer.from(text).toString("base64")];
}

function escapeRegExp(text: string): string {
    return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
