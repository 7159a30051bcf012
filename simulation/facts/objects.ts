import { at, isObj, list, obj, type Obj, str } from "../../policy/model/read";
import { type Labels } from "../../policy/model/selector";
import { stringMap } from "../../policy/model/subject";
import { workloadKinds } from "../../policy/model/workloads";

/** A Kubernetes object, as far as every question about it needs. */
export interface ClusterObject {
    /** Empty for the core group. */
    readonly group: string;
    readonly kind: string;
    /** Empty for cluster-scoped objects. */
    readonly namespace: string;
    readonly name: string;
    readonly labels: Labels;
    readonly spec: Obj;
    readonly object: Obj;
}

/** The Kubernetes objects among `values`; anything without a kind and a name is left out. */
export function clusterObjects(values: readonly unknown[]): ClusterObject[] {
    return values.flatMap((value) => {
        const object = obj(value) ?? {};
        const metadata = obj(object.metadata) ?? {};
        const [kind, name, apiVersion = ""] = [str(object.kind), str(metadata.name), str(object.apiVersion)];
        if (kind === undefined || name === undefined) {
            return [];
        }
        return {
            group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "",
            kind,
            namespace: str(metadata.namespace) ?? "",
            name,
            labels: stringMap(metadata.labels),
            spec: obj(object.spec) ?? {},
            object,
        };
    });
}

/** The objects of a list; anything else in it is left out. */
export function objectsIn(value: unknown): Obj[] {
    return list(value).filter(isObj);
}

/** The objects of one kind. */
export function ofKind(objects: readonly ClusterObject[], kind: string): ClusterObject[] {
    return objects.filter((each) => each.kind === kind);
}

/** The pods that an object makes. */
export interface PodFacts {
    readonly owner: ClusterObject;
    readonly namespace: string;
    readonly labels: Labels;
    readonly annotations: Readonly<Record<string, string>>;
    /** `default` where the pod names none, as Kubernetes sets it. */
    readonly serviceAccount: string;
    readonly spec: Obj;
    /** Whether the mesh puts its proxy beside the containers. */
    readonly inMesh: boolean;
}

const templatePaths = new Map(workloadKinds.map(({ group, kind, template }) => [`${group}/${kind}`, template]));

/** The pod templates of all objects that have one. */
export function podsIn(objects: readonly ClusterObject[]): PodFacts[] {
    return objects.flatMap((owner) => {
        const path = templatePaths.get(`${owner.group}/${owner.kind}`);
        const template = path === undefined ? undefined : obj(at(owner.object, ...path.split(".")));
        if (template === undefined) {
            return [];
        }
        const metadata = obj(template.metadata) ?? {};
        const spec = obj(template.spec) ?? {};
        const labels = stringMap(metadata.labels);
        const namespace = owner.namespace === "" ? "default" : owner.namespace;
        return {
            owner,
            namespace,
            labels,
            annotations: stringMap(metadata.annotations),
            serviceAccount: str(spec.serviceAccountName) ?? "default",
            spec,
            inMesh: spec.hostNetwork !== true && isInjected(labels, namespaceLabels(objects, namespace)),
        };
    });
}

/** A pod's own label decides; without one, its namespace's. Source: Istio, "Controlling the injection policy". */
function isInjected(pod: Labels, namespace: Labels): boolean {
    const own = pod["sidecar.istio.io/inject"];
    if (own !== undefined) {
        return own === "true";
    }
    return namespace["istio-injection"] === "enabled" || (namespace["istio.io/rev"] ?? "") !== "";
}

/** Labels of a namespace, with the one that Kubernetes gives it. */
export function namespaceLabels(objects: readonly ClusterObject[], name: string): Labels {
    const found = objects.find((each) => each.kind === "Namespace" && each.name === name);
    return { ...found?.labels, "kubernetes.io/metadata.name": name };
}

/** All containers of a pod that keep running: native sidecars among the init containers included. */
export function runningContainers(pod: Obj): Obj[] {
    return [
        ...objectsIn(pod.initContainers).filter(({ restartPolicy }) => restartPolicy === "Always"),
        ...objectsIn(pod.containers),
    ];
}

/** TCP ports that a pod's containers listen on, sorted. */
export function containerPorts(pod: Obj): number[] {
    const ports = runningContainers(pod).flatMap((container) => objectsIn(container.ports));
    const numbers = ports
        .filter(({ protocol }) => protocol === undefined || protocol === "TCP")
        .flatMap(({ containerPort }) => (typeof containerPort === "number" ? [containerPort] : []));
    return [...new Set(numbers)].sort((a, b) => a - b);
}
