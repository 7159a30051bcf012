import { type Pod } from "./pod";
import { type Obj, list, obj, str, strings } from "./read";
import { stringMap } from "./subject";

export type Labels = Readonly<Record<string, string>>;

/** Whether a Kubernetes label selector (`matchLabels`, `matchExpressions`) selects these labels; an empty one selects all. */
export function selects(selector: Obj, labels: Labels): boolean {
    return (
        matchesLabels(stringMap(selector.matchLabels), labels) &&
        list(selector.matchExpressions).every((item) => fulfils(obj(item) ?? {}, labels))
    );
}

/** Whether all of `wanted` are among `labels`. */
export function matchesLabels(wanted: Labels, labels: Labels): boolean {
    return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** Whether labels fulfil one of a selector's `matchExpressions`, or of a node selector's. */
export function fulfils(expression: Obj, labels: Labels): boolean {
    const key = str(expression.key) ?? "";
    const value = labels[key];
    const values = strings(expression.values);
    switch (expression.operator) {
        case "In":
            return value !== undefined && values.includes(value);
        case "NotIn":
            return value === undefined || !values.includes(value);
        case "Exists":
            return value !== undefined;
        case "DoesNotExist":
            return value === undefined;
        default:
            return false;
    }
}

/** Whether a selector selects everything in its namespace: absent, or an empty object. */
export function selectsAll(selector: unknown): boolean {
    const given = obj(selector) ?? {};
    return Object.values(given).every((part) => part === undefined || part === null || Object.keys(part).length === 0);
}

/** Labels that the pods of a template carry. */
export function labelsOfPod(pod: Pod): Labels {
    return stringMap(pod.metadata.labels);
}
