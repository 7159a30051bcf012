import { type Toleration, tolerated, type Taint } from "../../components/kubernetes/tolerations";
import { at, obj, type Obj, str, strings } from "../../policy/model/read";
import { fulfils } from "../../policy/model/selector";
import { stringMap } from "../../policy/model/subject";
import { type ShownResource } from "../in-process/simulate";
import { objectsIn } from "./objects";

/** Nodes of one kind, as the stack asks for them. */
export interface NodeGroup {
    readonly name: string;
    readonly instanceTypes: readonly string[];
    readonly min: number;
    readonly max: number;
    readonly capacity: "on demand" | "spot" | "reserved";
    readonly labels: Readonly<Record<string, string>>;
    readonly taints: readonly Taint[];
}

/** The node groups of a stack, in the order of the stack file. */
export function nodeGroups(resources: readonly ShownResource[]): NodeGroup[] {
    return resources
        .filter(({ type }) => type === "aws:eks/nodeGroup:NodeGroup")
        .map(({ name, inputs }) => {
            const { minSize, maxSize } = obj(inputs.scalingConfig) ?? {};
            return {
                name,
                instanceTypes: strings(inputs.instanceTypes),
                min: Number(minSize ?? 0),
                max: Number(maxSize ?? 0),
                capacity: capacities[str(inputs.capacityType) ?? ""] ?? "on demand",
                labels: stringMap(inputs.labels),
                taints: objectsIn(inputs.taints).map(taintOf),
            };
        });
}

const capacities: Readonly<Record<string, NodeGroup["capacity"]>> = { SPOT: "spot", CAPACITY_BLOCK: "reserved" };

const effects: Readonly<Record<string, Taint["effect"]>> = {
    NO_EXECUTE: "NoExecute",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
};

function taintOf({ key, value, effect }: Obj): Taint {
    return { key: str(key) ?? "", value: str(value) ?? "", effect: effects[str(effect) ?? ""] ?? "NoSchedule" };
}

/** The groups whose nodes the scheduler gives to a pod, by its selector, required affinity and tolerations. */
export function groupsFor(pod: Obj, groups: readonly NodeGroup[]): NodeGroup[] {
    const tolerations = objectsIn(pod.tolerations) as unknown as readonly Toleration[];
    const selector = Object.entries(stringMap(pod.nodeSelector));
    const terms = objectsIn(
        at(pod, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"),
    );
    return groups.filter(
        ({ labels, taints }) =>
            selector.every(([key, value]) => labels[key] === value) &&
            (terms.length === 0 ||
                terms.some((term) => objectsIn(term.matchExpressions).every((each) => mayFulfil(each, labels)))) &&
            taints.every((taint) => taint.effect === "PreferNoSchedule" || tolerated(taint, tolerations)),
    );
}

/** Labels that only the cluster gives its nodes, as zones, may have any value. */
function mayFulfil(expression: Obj, labels: Readonly<Record<string, string>>): boolean {
    const name = str(expression.key) ?? "";
    return (labels[name] === undefined && name.startsWith("topology.kubernetes.io/")) || fulfils(expression, labels);
}
