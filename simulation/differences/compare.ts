import { isObj, join, type Obj, str } from "../../policy/model/read";
import { MASK } from "../output/secrets";
import { STACK_TYPE } from "../recorded";
import { type Compared, type ComparedResource } from "./earlier";

/** An input with another value. */
export interface FieldChange {
    /** As policy messages write it: `spec.template.spec.containers[server].image`. */
    readonly path: string;
    /** Undefined: it was not set. */
    readonly before?: unknown;
    /** Undefined: it is no longer set. */
    readonly after?: unknown;
}

export interface ResourceRef {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
}

export interface ChangedResource extends ResourceRef {
    readonly fields: readonly FieldChange[];
}

/** What a simulation has that an earlier one does not have, field by field. */
export interface Differences {
    readonly added: readonly ResourceRef[];
    readonly removed: readonly ResourceRef[];
    readonly changed: readonly ChangedResource[];
    readonly unchanged: number;
    /** USD per month, where both simulations have an estimate. */
    readonly cost?: { readonly before: Cost; readonly after: Cost };
}

type Cost = NonNullable<Compared["cost"]>;

/**
 * Compares two simulations resource by resource, also of different stacks: the name of the stack is not part of a resource's
 * identity. Secrets are masked on both sides already; where only one side is masked, the other one is masked too.
 */
export function compare(before: Compared, after: Compared): Differences {
    const [old, present] = [byIdentity(before.resources), byIdentity(after.resources)];
    const both = [...present].flatMap(([identity, resource]) => {
        const earlier = old.get(identity);
        return earlier === undefined
            ? []
            : [{ ...ref(resource), fields: fieldChanges(earlier.inputs, resource.inputs) }];
    });
    const changed = both.filter(({ fields }) => fields.length > 0);
    return {
        added: [...present].filter(([identity]) => !old.has(identity)).map(([, resource]) => ref(resource)),
        removed: [...old].filter(([identity]) => !present.has(identity)).map(([, resource]) => ref(resource)),
        changed,
        unchanged: both.length - changed.length,
        ...(before.cost !== undefined &&
            after.cost !== undefined && { cost: { before: before.cost, after: after.cost } }),
    };
}

/** URNs without stack and project; the stack itself is left out. */
function byIdentity(resources: readonly ComparedResource[]): Map<string, ComparedResource> {
    return new Map(
        resources
            .filter(({ type }) => type !== STACK_TYPE)
            .map((resource) => [resource.urn.split("::").slice(2).join("::"), resource]),
    );
}

function ref({ urn, type, name }: ComparedResource): ResourceRef {
    return { urn, type, name };
}

/** Every field that differs, in the order of their paths. */
export function fieldChanges(before: unknown, after: unknown, path = ""): FieldChange[] {
    if (before === after) {
        return [];
    }
    const [old, present] = [document(before), document(after)];
    if (isObj(old) && isObj(present)) {
        return keysOf(old, present).flatMap((key) => fieldChanges(own(old, key), own(present, key), join(path, key)));
    }
    if (Array.isArray(old) && Array.isArray(present)) {
        return listChanges(old, present, path);
    }
    const [from, to] = masked(before, after);
    return equal(before, after)
        ? []
        : [{ path, ...(from !== undefined && { before: from }), ...(to !== undefined && { after: to }) }];
}

/** Entries with a name are compared by it; lists of plain values as a whole; other entries by their place. */
function listChanges(before: readonly unknown[], after: readonly unknown[], path: string): FieldChange[] {
    const [old, present] = [byName(before), byName(after)];
    if (old !== undefined && present !== undefined) {
        return keysOf(old, present).flatMap((name) =>
            fieldChanges(own(old, name), own(present, name), `${path}[${name}]`),
        );
    }
    if ([...before, ...after].every((item) => typeof item !== "object" || item === null)) {
        const [from, to] = masked(before, after);
        return equal(before, after) ? [] : [{ path, before: from, after: to }];
    }
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, i) => fieldChanges(before[i], after[i], join(path, i))).flat();
}

/** Undefined unless every item is an object with a name of its own. */
function byName(items: readonly unknown[]): Obj | undefined {
    const names = items.map((item) => (isObj(item) ? str(item.name) : undefined));
    return names.every((name) => name !== undefined) && new Set(names).size === names.length
        ? Object.fromEntries(names.map((name, i) => [name, items[i]]))
        : undefined;
}

function keysOf(a: Obj, b: Obj): string[] {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}

/** Without what every object inherits: `toString` is a name like any other. */
function own(object: Obj, key: string): unknown {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Policy documents and dashboards are JSON in a string: they are compared as what they hold. */
function document(value: unknown): unknown {
    if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
        return value;
    }
    try {
        return JSON.parse(value) as unknown;
    } catch {
        return value;
    }
}

/** A value that is secret now was none less so before: what one side masks is not shown of the other. */
function masked(before: unknown, after: unknown): readonly [unknown, unknown] {
    const [old, present] = [holdsMask(before), holdsMask(after)];
    return [
        !old && present && before !== undefined ? MASK : before,
        !present && old && after !== undefined ? MASK : after,
    ];
}

function holdsMask(value: unknown): boolean {
    return value !== undefined && JSON.stringify(value).includes(MASK);
}

function equal(a: unknown, b: unknown): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}
