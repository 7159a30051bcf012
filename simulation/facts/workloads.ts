import { at, list, obj, type Obj, str } from "../../policy/model/read";
import { parseQuantity } from "../../policy/model/quantity";
import { type NodeGroup, groupsFor } from "./nodeGroups";
import { type ClusterObject, objectsIn, ofKind, type PodFacts, podsIn, runningContainers } from "./objects";

/** Everything that runs under one name, all its versions together. */
export interface Workload {
    readonly namespace: string;
    readonly name: string;
    /** `rolling update`, `weighted versions`, `canary rollout`, `blue-green`, `every node`, `job`, or a schedule. */
    readonly strategy: string;
    readonly versions: readonly Version[];
    readonly models: readonly ModelServed[];
    /** Value of the nodes' label; undefined: no GPU. */
    readonly accelerator?: string;
    /** GPUs per pod. */
    readonly gpus: number;
    /** Requests of one pod. */
    readonly cpu: number;
    readonly memoryGiB: number;
    readonly images: readonly string[];
    /** Undefined for what runs once per node. */
    readonly replicas?: { readonly min: number; readonly max: number };
    /** Runs only when it is started or its time has come. */
    readonly isJob: boolean;
    readonly objectives: readonly string[];
    /** Names of the groups that its pods may run on. */
    readonly nodeGroups: readonly string[];
    readonly inMesh: boolean;
}

export interface Version {
    readonly name: string;
    /** Percent of the requests; undefined where traffic is not split. */
    readonly weight?: number;
}

export interface ModelServed {
    readonly model: string;
    readonly version: string;
    readonly release: string;
}

const controllers: ReadonlySet<string> = new Set([
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Rollout",
    "Job",
    "CronJob",
    "ScaledJob",
]);

/** The workloads among the objects, by namespace and name. */
export function workloadsIn(objects: readonly ClusterObject[], groups: readonly NodeGroup[]): Workload[] {
    const found = new Map<string, PodFacts[]>();
    for (const pod of podsIn(objects).filter(({ owner }) => controllers.has(owner.kind))) {
        const key = `${pod.namespace}/${pod.labels.app ?? pod.labels["app.kubernetes.io/name"] ?? pod.owner.name}`;
        found.set(key, [...(found.get(key) ?? []), pod]);
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, pods]) => workload(key, pods, objects, groups));
}

function workload(
    key: string,
    pods: readonly PodFacts[],
    objects: readonly ClusterObject[],
    groups: readonly NodeGroup[],
): Workload {
    const [namespace = "", name = ""] = key.split("/");
    const inside = objects.filter((each) => each.namespace === namespace);
    const [first] = pods as readonly [PodFacts];
    const containers = runningContainers(first.spec);
    const sum = (resource: string) =>
        containers.reduce(
            (total, each) => total + (parseQuantity(at(each, "resources", "requests", resource)) ?? 0),
            0,
        );
    const accelerator = str(at(first.spec, "nodeSelector", "accelerator"));
    const replicas = replicasOf(pods, inside);
    return {
        namespace,
        name,
        strategy: strategyOf(pods),
        versions: versionsOf(name, pods, inside),
        models: ofKind(inside, "ModelVersion")
            .filter(({ spec }) => spec.workload === name)
            .map(({ spec }) => ({ model: text(spec.model), version: text(spec.version), release: text(spec.release) })),
        ...(accelerator !== undefined && { accelerator }),
        gpus: sum("nvidia.com/gpu"),
        cpu: sum("cpu"),
        memoryGiB: sum("memory") / 2 ** 30,
        images: [
            ...new Set(pods.flatMap(({ spec }) => runningContainers(spec).flatMap(({ image }) => str(image) ?? []))),
        ],
        ...(replicas !== undefined && { replicas }),
        isJob: pods.every(({ owner }) => ["Job", "CronJob", "ScaledJob"].includes(owner.kind)),
        objectives: objectivesOf(name, inside),
        nodeGroups: [...new Set(pods.flatMap(({ spec }) => groupsFor(spec, groups).map((group) => group.name)))],
        inMesh: first.inMesh,
    };
}

function strategyOf(pods: readonly PodFacts[]): string {
    const [{ owner }] = pods as readonly [PodFacts];
    switch (owner.kind) {
        case "Rollout":
            return at(owner.spec, "strategy", "blueGreen") === undefined ? "canary rollout" : "blue-green";
        case "DaemonSet":
            return "every matching node";
        case "CronJob":
            return owner.spec.suspend === true ? "on request" : `at ${text(owner.spec.schedule)}`;
        case "Job":
            if (owner.labels["kueue.x-k8s.io/queue-name"] !== undefined) {
                return "job, waits in a queue";
            }
            return owner.spec.suspend === true ? "job, created suspended" : "job";
        case "ScaledJob":
            return "jobs for a queue";
        default:
            return pods.length > 1 ? "weighted versions" : "rolling update";
    }
}

/** Each version with its share of the requests, where a route splits them. */
function versionsOf(name: string, pods: readonly PodFacts[], objects: readonly ClusterObject[]): Version[] {
    const routes = ofKind(objects, "VirtualService")
        .filter((each) => each.name === name)
        .flatMap(({ spec }) => objectsIn(spec.http))
        .map((http) => objectsIn(http.route));
    const split = routes.find((destinations) => destinations.length > 1) ?? [];
    const weights = new Map(
        split.map(({ destination, weight }) => [str(obj(destination)?.subset), Number(weight ?? 0)]),
    );
    const names = [...new Set(pods.flatMap(({ labels }) => labels.version ?? []))].sort();
    return names.map((version) => {
        const weight = weights.get(version);
        return { name: version, ...(weight !== undefined && { weight }) };
    });
}

/** Bounds of the autoscaler, or the fixed number; the sum over the versions. */
function replicasOf(pods: readonly PodFacts[], objects: readonly ClusterObject[]): Workload["replicas"] {
    const bounds = pods.flatMap(({ owner }) => {
        if (owner.kind === "DaemonSet") {
            return [];
        }
        const scaled = ofKind(objects, "ScaledObject").find(
            ({ spec }) => obj(spec.scaleTargetRef)?.name === owner.name,
        )?.spec;
        const fixed = Number(
            owner.spec.replicas ?? owner.spec.parallelism ?? at(owner.spec, "jobTemplate", "spec", "parallelism") ?? 1,
        );
        return { min: Number(scaled?.minReplicaCount ?? fixed), max: Number(scaled?.maxReplicaCount ?? fixed) };
    });
    return bounds.length === 0
        ? undefined
        : bounds.reduce((total, each) => ({ min: total.min + each.min, max: total.max + each.max }));
}

/** What its recording rules state as objectives: `99.9 % answered without error`, `95 % within 500 ms`. */
function objectivesOf(name: string, objects: readonly ClusterObject[]): string[] {
    const rules = ofKind(objects, "PrometheusRule")
        .flatMap(({ spec }) => objectsIn(spec.groups))
        .flatMap(({ rules: recorded }) => objectsIn(recorded))
        .filter(({ expr }) => typeof expr === "string");
    return rules
        .filter(({ record, labels }) => record === "inference:slo:objective" && obj(labels)?.workload === name)
        .flatMap(({ expr, labels }) => {
            const share = Number(/^vector\(([\d.]+)\)$/.exec(text(expr))?.[1]);
            const percent = `${Number((share * 100).toFixed(4))} %`;
            return obj(labels)?.slo === "latency"
                ? [`${percent} ${within(name, rules)}`]
                : [`${percent} without error`];
        });
}

/** The bound is the bucket that the rule of slow requests counts. */
function within(name: string, rules: readonly Obj[]): string {
    const slow = rules.find(
        ({ record, labels, expr }) =>
            record === "inference:slo:failures_rate5m" &&
            obj(labels)?.slo === "latency" &&
            text(expr).includes(`workload="${name}"`),
    );
    const [, milliseconds] = /le=~?"(\d+)/.exec(text(slow?.expr)) ?? [];
    return milliseconds === undefined ? "fast enough" : `within ${milliseconds} ms`;
}

function text(value: unknown): string {
    return typeof value === "string" || typeof value === "number" ? String(value) : list(value).join(", ");
}
