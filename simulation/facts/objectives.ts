import { str } from "../../policy/model/read";
import { stringMap } from "../../policy/model/subject";
import { type Manifest } from "../output/manifests";
import { clusterObjects, objectsIn, ofKind } from "./objects";

/** Workloads that promise their callers the same, by the rules that measure it. */
export interface Objective {
    /** Share of requests that must not fail. */
    readonly availability: number;
    /** Ascending. */
    readonly workloads: readonly string[];
}

/** Metrics of the objectives, which the recording rules of a workload write with its name. */
const objectiveRecord = "inference:slo:objective";

/** The objectives for availability of a stack's workloads, highest first. */
export function objectives(manifests: readonly Pick<Manifest, "object">[]): Objective[] {
    const rules = ofKind(clusterObjects(manifests.map(({ object }) => object)), "PrometheusRule")
        .flatMap(({ spec }) => objectsIn(spec.groups))
        .flatMap(({ rules: each }) => objectsIn(each))
        .filter(({ record, labels }) => record === objectiveRecord && stringMap(labels).slo === "availability");
    const workloads = new Map<number, string[]>();
    for (const { expr, labels } of rules) {
        const share = Number(/^vector\((.+)\)$/.exec(str(expr) ?? "")?.[1]);
        workloads.set(share, [...(workloads.get(share) ?? []), stringMap(labels).workload ?? ""]);
    }
    return [...workloads]
        .sort(([a], [b]) => b - a)
        .map(([availability, names]) => ({ availability, workloads: names.sort() }));
}
