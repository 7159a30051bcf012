import { type V1Container, type V1Pod } from "../integration/cluster/types";

/** A pod as the API server has it once it is admitted. */
export interface RunningPod extends V1Pod {
    readonly metadata: NonNullable<V1Pod["metadata"]> & { readonly name: string; readonly namespace: string };
    readonly spec: NonNullable<V1Pod["spec"]>;
}

type Variable = NonNullable<V1Container["env"]>[number];

/** Name of the container that Istio's injector adds. */
export const proxyName = "istio-proxy";

/** The container of that name, init containers included. */
export function containerOf({ spec }: RunningPod, name: string): V1Container | undefined {
    return [...(spec.initContainers ?? []), ...spec.containers].find((container) => container.name === name);
}

/** What runs beside the proxy. */
export function applicationOf({ spec }: RunningPod): V1Container | undefined {
    return spec.containers.find(({ name }) => name !== proxyName);
}

/** Variables of a container as a kubelet sets them: values, fields of the pod and its limits. Secrets stay out. */
export function environmentOf(container: V1Container, pod: RunningPod): Record<string, string> {
    return Object.fromEntries(
        (container.env ?? []).flatMap((variable) => {
            const value = valueOf(variable, container, pod);
            return value === undefined ? [] : [[variable.name, value] as const];
        }),
    );
}

/** Arguments of a container with its `$(VARIABLES)` filled in. */
export function argumentsOf({ args = [] }: V1Container, environment: Readonly<Record<string, string>>): string[] {
    return args.map((text) => text.replace(/\$\((\w+)\)/g, (whole, name: string) => environment[name] ?? whole));
}

function valueOf({ value, valueFrom }: Variable, container: V1Container, pod: RunningPod): string | undefined {
    if (valueFrom?.fieldRef !== undefined) {
        return fieldOf(pod, valueFrom.fieldRef.fieldPath);
    }
    if (valueFrom?.resourceFieldRef !== undefined) {
        return limitOf(container, valueFrom.resourceFieldRef.resource);
    }
    return valueFrom === undefined ? (value ?? "") : undefined;
}

function fieldOf(pod: RunningPod, fieldPath: string): string {
    const [, map, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(fieldPath) ?? [];
    if (key !== undefined) {
        return pod.metadata[map as "labels" | "annotations"]?.[key] ?? "";
    }
    const found = fieldPath.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], pod);
    if (typeof found !== "string") {
        throw new Error(`pod "${pod.metadata.name}" has no text at ${fieldPath}`);
    }
    return found;
}

const memoryUnits: Readonly<Record<string, number>> = { "": 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** `limits.cpu` in whole processors, rounded up, `limits.memory` in bytes. */
function limitOf(container: V1Container, resource: string): string {
    const limit = container.resources?.limits?.[resource.replace("limits.", "")];
    const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(m|[KMG]i)?$/.exec(String(limit)) ?? [];
    if (amount === undefined) {
        throw new Error(`container "${container.name}" has ${resource} "${limit}", which is not read here`);
    }
    return String(unit === "m" ? Math.ceil(Number(amount) / 1000) : Number(amount) * (memoryUnits[unit] ?? 1));
}
