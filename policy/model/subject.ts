import { type JudgedResource, type ObjectRef } from "./resource";
import { guarded, holdsUnknown } from "./unknown";
import { join, type Obj, obj, str } from "./read";
import { podsOf, type Pod } from "./pod";
import { type WorkloadKind } from "./workloads";

const noTemplates: readonly string[] = [];

/** One object to judge: a resource, or one item of a Kubernetes list. */
export class Subject {
    private foundPods: readonly Pod[] | undefined;

    constructor(
        readonly resource: JudgedResource,
        /** What rules are selected by: `<api group>/<Kind>` for Kubernetes objects, the type token for all others. */
        readonly key: string,
        /** The properties; reading an unknown one throws `UnknownRead`. */
        readonly props: Obj,
        /** Whether anything in the resource is not known yet. */
        readonly holdsUnknown: boolean,
        /** Where `props` lies in the resource: empty, or `items[2]` inside a list. */
        readonly path: string,
        /** Absent for anything but a Kubernetes object. */
        readonly object: ObjectRef | undefined,
        /** True for Pulumi's `*Patch` resources, which hold only part of an object. */
        readonly isPatch: boolean,
        private readonly templates: readonly string[],
    ) {}

    /**
     * The same subject without its properties, except for the annotations that exempt it: what a rule keeps until the end of a
     * long stream, to report on.
     */
    get reference(): Subject {
        const { urn, type, name } = this.resource;
        const resource = { urn, type, name, props: {} };
        const annotations = exemptAnnotationsOf(this);
        return new Subject(
            resource,
            this.key,
            Object.keys(annotations).length === 0 ? {} : { metadata: { annotations } },
            this.holdsUnknown,
            this.path,
            this.object,
            this.isPatch,
            noTemplates,
        );
    }

    /** The pod templates the object carries; empty for kinds that carry none. */
    get pods(): readonly Pod[] {
        const { object } = this;
        this.foundPods ??= object === undefined ? [] : podsOf(this.props, this.path, object, this.templates);
        return this.foundPods;
    }
}

/** An annotation `exempt.inference-platform/<rule>` exempts the object that carries it from the rule. */
export const exemptAnnotationPrefix = "exempt.inference-platform/";

/** The annotations of an object that exempt it; none where they are not known yet. */
export function exemptAnnotationsOf({ props }: Pick<Subject, "props">): Readonly<Record<string, string>> {
    try {
        const annotations = obj(obj(props.metadata)?.annotations);
        return annotations === undefined
            ? noAnnotations
            : Object.fromEntries(
                  Object.entries(stringMap(annotations)).filter(([key]) => key.startsWith(exemptAnnotationPrefix)),
              );
    } catch {
        return noAnnotations;
    }
}

const noAnnotations: Readonly<Record<string, string>> = {};

/** No real manifest nests lists deeper. */
const maxListDepth = 4;

/** What rules select the objects of a resource by; those of a list have keys of their own. */
export function keyOf(type: string): string {
    return kubernetesToken(type)?.key ?? type;
}

/** The objects that a resource holds: itself, or the items of a Kubernetes list. */
export function subjectsOf(resource: JudgedResource, kinds: WorkloadIndex): Subject[] {
    const unknown = holdsUnknown(resource.props);
    const props = unknown ? guarded(resource.props) : resource.props;
    const token = kubernetesToken(resource.type);
    if (token === undefined) {
        return [new Subject(resource, resource.type, props, unknown, "", undefined, false, noTemplates)];
    }
    const found: Subject[] = [];
    collect({ resource, unknown, kinds, found }, props, "", token, 0);
    return found;
}

interface Token {
    readonly apiVersion: string;
    readonly kind: string;
    readonly isPatch: boolean;
    /** `<api group>/<Kind>` */
    readonly key: string;
}

/** Types repeat: a stack has far more resources than types. Bounded, as types may come from untrusted files. */
const tokens = new Map<string, Token | undefined>();
const maxTokens = 10_000;

/** `kubernetes:apps/v1:Deployment` as apiVersion and kind; `undefined` for anything but a Kubernetes object. */
function kubernetesToken(type: string): Token | undefined {
    if (tokens.has(type)) {
        return tokens.get(type);
    }
    const token = parseToken(type);
    if (tokens.size < maxTokens) {
        tokens.set(type, token);
    }
    return token;
}

function parseToken(type: string): Token | undefined {
    if (!type.startsWith("kubernetes:")) {
        return undefined;
    }
    const [, apiVersion, kind] = type.split(":");
    // Charts, releases and YAML files are Pulumi's own resources: no object of this kind reaches the API server.
    if (apiVersion === undefined || kind === undefined || /^(helm\.sh|yaml|kustomize)\//.test(apiVersion)) {
        return undefined;
    }
    return tokenOf(apiVersion.startsWith("core/") ? apiVersion.slice("core/".length) : apiVersion, kind);
}

function tokenOf(apiVersion: string, givenKind: string): Token {
    const isPatch = givenKind.endsWith("Patch") && givenKind !== "Patch";
    const kind = isPatch ? givenKind.slice(0, -"Patch".length) : givenKind;
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    return { apiVersion, kind, isPatch, key: `${group}/${kind}` };
}

interface Collection {
    readonly resource: JudgedResource;
    readonly unknown: boolean;
    readonly kinds: WorkloadIndex;
    readonly found: Subject[];
}

function collect(into: Collection, props: Obj, path: string, token: Token, depth: number): void {
    const { resource, unknown, kinds, found } = into;
    const { apiVersion, kind, isPatch, key } = token;
    const items = kind.endsWith("List") && depth < maxListDepth ? itemsOf(props) : undefined;
    if (items === undefined) {
        const object = objectRef(props, apiVersion, kind, resource.name);
        found.push(new Subject(resource, key, props, unknown, path, object, isPatch, kinds.get(key) ?? noTemplates));
        return;
    }
    const itemKind = kind === "List" ? "" : kind.slice(0, -"List".length);
    for (let i = 0; i < items.length; i++) {
        const item = readItem(items, i);
        if (item !== undefined) {
            const itemToken = tokenOf(str(item.apiVersion) ?? apiVersion, str(item.kind) ?? itemKind);
            collect(into, item, join(path === "" ? "items" : `${path}.items`, i), itemToken, depth + 1);
        }
    }
}

function itemsOf(props: Obj): readonly unknown[] | undefined {
    try {
        return Array.isArray(props.items) ? (props.items as readonly unknown[]) : undefined;
    } catch {
        return undefined;
    }
}

function readItem(items: readonly unknown[], i: number): Obj | undefined {
    try {
        return obj(items[i]);
    } catch {
        return undefined;
    }
}

function objectRef(props: Obj, apiVersion: string, kind: string, fallback: string): ObjectRef {
    const name = metadataOf(props, "name") ?? metadataOf(props, "generateName") ?? fallback;
    const namespace = metadataOf(props, "namespace");
    return namespace === undefined ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name };
}

function metadataOf(props: Obj, key: string): string | undefined {
    try {
        return str(obj(props.metadata)?.[key]);
    } catch {
        // Not known yet.
        return undefined;
    }
}

/** Template paths by `<api group>/<Kind>`. */
export type WorkloadIndex = ReadonlyMap<string, readonly string[]>;

export function workloadIndex(kinds: readonly WorkloadKind[]): WorkloadIndex {
    const index = new Map<string, string[]>();
    for (const { group, kind, template } of kinds) {
        const key = `${group}/${kind}`;
        index.set(key, [...(index.get(key) ?? []), template]);
    }
    return index;
}

/** Labels of an object, values that are not strings left out. */
export function labelsOf(props: Obj): Readonly<Record<string, string>> {
    return stringMap(obj(props.metadata)?.labels);
}

/** The entries of a map whose values are strings. */
export function stringMap(value: unknown): Readonly<Record<string, string>> {
    const entries = Object.entries(obj(value) ?? {});
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** True when the namespace of an object is not known yet. */
export function namespaceUnknown(subject: Subject): boolean {
    if (!subject.holdsUnknown) {
        return false;
    }
    try {
        void obj(subject.props.metadata)?.namespace;
        return false;
    } catch {
        return true;
    }
}
