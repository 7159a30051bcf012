import { type JudgedResource, type ObjectRef } from "./resource";
import { guarded, holdsUnknown, isUnknown } from "./unknown";
import { isObj, type Obj, obj, str } from "./read";
import { podsOf, type Pod } from "./pod";
import { type WorkloadKind } from "./workloads";

/** One object to judge: a resource, or one item of a Kubernetes list. */
export interface Subject {
    readonly resource: JudgedResource;
    /** What rules are selected by: `<api group>/<Kind>` for Kubernetes objects, the type token for all others. */
    readonly key: string;
    /** The properties; reading an unknown one throws `UnknownRead`. */
    readonly props: Obj;
    /** Where `props` lies in the resource: empty, or `items[2]` inside a list. */
    readonly path: string;
    readonly object?: ObjectRef;
    /** True for Pulumi's `*Patch` resources, which hold only part of an object. */
    readonly isPatch: boolean;
    /** The pod templates the object carries; empty for kinds that carry none. */
    readonly pods: readonly Pod[];
}

/** A list inside a list inside a list is nobody's manifest. */
const maxListDepth = 4;

/** The objects that a resource holds: itself, or the items of a Kubernetes list. */
export function subjectsOf(resource: JudgedResource, kinds: WorkloadIndex): Subject[] {
    const props = holdsUnknown(resource.props) ? guarded(resource.props) : resource.props;
    const token = kubernetesToken(resource.type);
    if (token === undefined) {
        return [{ resource, key: resource.type, props, path: "", isPatch: false, pods: [] }];
    }
    const found: Subject[] = [];
    collect(resource, props, "", token, kinds, found, 0);
    return found;
}

interface Token {
    readonly apiVersion: string;
    readonly kind: string;
}

/** `kubernetes:apps/v1:Deployment` as apiVersion and kind; `undefined` for anything but a Kubernetes object. */
function kubernetesToken(type: string): Token | undefined {
    if (!type.startsWith("kubernetes:")) {
        return undefined;
    }
    const [, apiVersion, kind] = type.split(":");
    // Charts, releases and YAML files are Pulumi's own resources: no object of this kind reaches the API server.
    if (apiVersion === undefined || kind === undefined || /^(helm\.sh|yaml|kustomize)\//.test(apiVersion)) {
        return undefined;
    }
    return { apiVersion: apiVersion.startsWith("core/") ? apiVersion.slice("core/".length) : apiVersion, kind };
}

function collect(
    resource: JudgedResource,
    props: Obj,
    path: string,
    token: Token,
    kinds: WorkloadIndex,
    found: Subject[],
    depth: number,
): void {
    const isPatch = token.kind.endsWith("Patch") && token.kind !== "Patch";
    const kind = isPatch ? token.kind.slice(0, -"Patch".length) : token.kind;
    if (kind.endsWith("List") && Array.isArray(props.items) && depth < maxListDepth) {
        const itemKind = kind === "List" ? undefined : kind.slice(0, -"List".length);
        props.items.forEach((item: unknown, i) => {
            if (isObj(item)) {
                const itemToken = {
                    apiVersion: str(item.apiVersion) ?? token.apiVersion,
                    kind: str(item.kind) ?? itemKind ?? "",
                };
                const itemPath = path === "" ? `items[${i}]` : `${path}.items[${i}]`;
                collect(resource, item, itemPath, itemToken, kinds, found, depth + 1);
            }
        });
        return;
    }
    const group = token.apiVersion.includes("/") ? token.apiVersion.slice(0, token.apiVersion.indexOf("/")) : "";
    const key = `${group}/${kind}`;
    const object = objectRef(props, token.apiVersion, kind, resource.name);
    found.push({
        resource,
        key,
        props,
        path,
        object,
        isPatch,
        pods: podsOf(props, path, object, kinds.get(key) ?? []),
    });
}

function objectRef(props: Obj, apiVersion: string, kind: string, fallback: string): ObjectRef {
    let namespace: string | undefined;
    let name: string | undefined;
    try {
        const metadata = obj(props.metadata);
        name = str(metadata?.name) ?? str(metadata?.generateName);
        namespace = str(metadata?.namespace);
    } catch {
        // Not known yet: the Pulumi name has to do.
    }
    return { apiVersion, kind, name: name ?? fallback, ...(namespace === undefined ? {} : { namespace }) };
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
    const metadata = subject.resource.props.metadata;
    return isUnknown(metadata) || (isObj(metadata) && isUnknown(metadata.namespace));
}
