import { isDeepStrictEqual } from "node:util";
import { type KubeObject } from "../integration/cluster/types";
import { type FullStack } from "../integration/settings";

/** A fault put into one rendered object on purpose, and the promise that must not survive it. */
export interface Mutation {
    readonly kind: string;
    /** Default: an object of the whole cluster. */
    readonly namespace?: string;
    readonly name: string;
    /** Where in the object: keys, positions in a list, or the `name` (of a rule: `record` or `alert`) of an item of a list. */
    readonly path: readonly (string | number)[];
    /** The wrong value, or what makes it of the right one; undefined removes the field or the item. */
    readonly to: unknown;
    /** Title of the scenario that must fail. */
    readonly breaks: string;
    /** Stacks that have the object. Default: all. */
    readonly stacks?: readonly FullStack[];
}

/** `Kind namespace/name: path = value`, as results name a mutation. */
export function describeMutation({ kind, namespace, name, path, to }: Mutation): string {
    const object = namespace === undefined ? name : `${namespace}/${name}`;
    return `${kind} ${object}: ${path.join(".")} ${outcomeOf(to)}`;
}

function outcomeOf(to: unknown): string {
    if (typeof to === "function") {
        return "changed";
    }
    return to === undefined ? "removed" : `= ${JSON.stringify(to)}`;
}

/**
 * The object with the fault in it; the given objects stay as they are.
 *
 * @throws Error when there is no such object or field, or it has the wrong value already: a mutation that changes nothing would
 * count as one that no test notices.
 */
export function mutated(objects: readonly KubeObject[], mutation: Mutation): KubeObject {
    const original = originalOf(objects, mutation);
    const changed = structuredClone(original);
    const [last, ...parents] = [...mutation.path].reverse();
    const parent = parents.reverse().reduce<unknown>((value, segment) => field(value, segment, mutation), changed);
    if (last === undefined || parent === null || typeof parent !== "object") {
        throw new Error(`${describeMutation(mutation)}: no such field`);
    }
    const key = keyIn(parent, last);
    if (key === absent) {
        throw new Error(`${describeMutation(mutation)}: nothing at "${last}"`);
    }
    if (mutation.to !== undefined) {
        const fields = parent as Record<string | number, unknown>;
        fields[key] = isChange(mutation.to) ? mutation.to(fields[key]) : mutation.to;
    } else if (Array.isArray(parent)) {
        parent.splice(Number(key), 1);
    } else {
        Reflect.deleteProperty(parent, key);
    }
    if (isDeepStrictEqual(changed, original)) {
        throw new Error(`${describeMutation(mutation)}: changes nothing`);
    }
    return changed;
}

/** The object that a mutation is about, without the fault. @throws Error when there is none. */
export function originalOf(objects: readonly KubeObject[], mutation: Mutation): KubeObject {
    const { kind, namespace, name } = mutation;
    const found = objects.find(
        ({ kind: itsKind, metadata }) => itsKind === kind && metadata.namespace === namespace && metadata.name === name,
    );
    if (found === undefined) {
        throw new Error(`${describeMutation(mutation)}: no such object`);
    }
    return found;
}

function field(value: unknown, segment: string | number, mutation: Mutation): unknown {
    const found = value !== null && typeof value === "object" ? (value as never)[keyIn(value, segment)] : undefined;
    if (found === undefined) {
        throw new Error(`${describeMutation(mutation)}: nothing at "${segment}"`);
    }
    return found;
}

function isChange(to: unknown): to is (value: unknown) => unknown {
    return typeof to === "function";
}

/** As `findIndex` says it. */
const absent = -1;

/** In a list a name stands for the item that has it. */
function keyIn(value: object, segment: string | number): string | number {
    if (!Array.isArray(value) || typeof segment === "number") {
        return segment;
    }
    return value.findIndex(
        (item: { readonly name?: unknown; readonly record?: unknown; readonly alert?: unknown } | null) =>
            item?.name === segment || item?.record === segment || item?.alert === segment,
    );
}

/**
 * The mutations that a stack of a run tries: those that it alone has, and as many of the others as leave all stacks with about the
 * same number. Each is tried once.
 */
export function shareOf(stack: FullStack, stacks: readonly FullStack[], mutations: readonly Mutation[]): Mutation[] {
    const shares = new Map(stacks.map((each) => [each, [] as Mutation[]]));
    const having = (mutation: Mutation): readonly FullStack[] =>
        stacks.filter((each) => mutation.stacks?.includes(each) ?? true);
    // Those without a choice first.
    const ordered = [...mutations].sort((a, b) => having(a).length - having(b).length);
    for (const mutation of ordered) {
        const candidates = having(mutation).map((each) => shares.get(each) ?? []);
        const [smallest] = candidates.sort((a, b) => a.length - b.length);
        smallest?.push(mutation);
    }
    const own = new Set(shares.get(stack));
    return mutations.filter((mutation) => own.has(mutation));
}

/** What a tier says at its end: how many mutations a test noticed, and each that none did. */
export function mutationScore(results: ReadonlyMap<Mutation, boolean>): string {
    const survivors = [...results].filter(([, noticed]) => !noticed).map(([mutation]) => mutation);
    return [
        `mutations noticed: ${results.size - survivors.length} of ${results.size}`,
        ...survivors.map((mutation) => `    not noticed by "${mutation.breaks}": ${describeMutation(mutation)}`),
    ].join("\n");
}
