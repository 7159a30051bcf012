import { isObj, join, list, type Obj, obj, str } from "./read";
import { type ObjectRef } from "./resource";
import { unknownObject, UnknownRead } from "./unknown";

/** The three lists of containers, in the order in which Kubernetes' own admission visits them. */
const containerFields = ["initContainers", "containers", "ephemeralContainers"] as const;
type ContainerField = (typeof containerFields)[number];

export interface Container {
    readonly field: ContainerField;
    readonly index: number;
    /** Empty when it has none. */
    readonly name: string;
    readonly spec: Obj;
    /** A native sidecar: an init container that keeps running. */
    readonly sidecar: boolean;
}

/** A pod, or the template of one. */
export interface Pod {
    readonly owner: ObjectRef;
    /** Path of the object that holds `metadata` and `spec`; empty for a Pod. */
    readonly path: string;
    readonly metadata: Obj;
    /** Empty when it is missing or no object; `holder.spec` has it as it was written. */
    readonly spec: Obj;
    /** The object that holds `metadata` and `spec`. */
    readonly holder: Obj;
    readonly containers: readonly Container[];
    /** Paths of containers that are not known yet. */
    readonly unknown: readonly string[];
}

const empty: Obj = {};

/** The pods that an object carries, at the given dotted paths (see `WorkloadKind.template`). */
export function podsOf(props: Obj, path: string, owner: ObjectRef, templates: readonly string[]): Pod[] {
    const pods: Pod[] = [];
    for (const template of templates) {
        const steps = template === "" ? [] : template.split(".");
        try {
            visit(props, path, steps, (holder, at) => {
                pods.push(podAt(holder, at, owner));
            });
        } catch (error) {
            if (!(error instanceof UnknownRead)) {
                throw error;
            }
            const unknown = unknownObject(error.path);
            pods.push({
                owner,
                path,
                metadata: unknown,
                spec: unknown,
                holder: unknown,
                containers: [],
                unknown: [error.path],
            });
        }
    }
    return pods;
}

function visit(
    value: unknown,
    path: string,
    steps: readonly string[],
    found: (holder: Obj, path: string) => void,
): void {
    const [step, ...rest] = steps;
    if (step === undefined) {
        if (isObj(value)) {
            found(value, path);
        }
    } else if (step !== "*") {
        if (isObj(value)) {
            visit(value[step], join(path, step), rest, found);
        }
    } else if (Array.isArray(value)) {
        for (let i = 0; i < value.length; i++) {
            visit(value[i], join(path, i), rest, found);
        }
    } else if (isObj(value)) {
        for (const key of Object.keys(value)) {
            visit(value[key], join(path, key), rest, found);
        }
    }
}

function podAt(holder: Obj, path: string, owner: ObjectRef): Pod {
    const containers: Container[] = [];
    const unknown: string[] = [];
    const spec = partOf(holder, "spec");
    const metadata = partOf(holder, "metadata");
    for (const field of containerFields) {
        const items = (spec === undefined ? undefined : read(() => list(spec[field]), unknown)) ?? [];
        for (let index = 0; index < items.length; index++) {
            // The API server reads null in a list of objects as an empty object.
            const item = read(() => (items[index] === null ? empty : obj(items[index])), unknown);
            if (item !== undefined) {
                const name = read(() => str(item.name), unknown) ?? "";
                const sidecar = field === "initContainers" && read(() => item.restartPolicy, unknown) === "Always";
                containers.push({ field, index, name, spec: item, sidecar });
            }
        }
    }
    return { owner, path, metadata: metadata ?? empty, spec: spec ?? empty, holder, containers, unknown };
}

/** A part of the pod; one that throws whenever it is read while it is not known yet. */
function partOf(holder: Obj, key: "metadata" | "spec"): Obj | undefined {
    try {
        return obj(holder[key]);
    } catch (error) {
        if (!(error instanceof UnknownRead)) {
            throw error;
        }
        return unknownObject(error.path);
    }
}

/** Reads a value; when it is not known yet, notes its path. */
function read<T>(value: () => T, unknown: string[]): T | undefined {
    try {
        return value();
    } catch (error) {
        if (!(error instanceof UnknownRead)) {
            throw error;
        }
        unknown.push(error.path);
        return undefined;
    }
}

/** Path of the pod's spec, followed by `keys`. */
export function specPath(pod: Pod, ...keys: readonly (string | number)[]): string {
    return keys.reduce<string>(join, join(pod.path, "spec"));
}

/** Path of a container, followed by `keys`. */
export function containerPath(pod: Pod, container: Container, ...keys: readonly (string | number)[]): string {
    return specPath(pod, container.field, container.index, ...keys);
}
