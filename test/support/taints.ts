import { type Taint, type Toleration } from "../../components/kubernetes/tolerations";

/** Whether a pod may run beside a taint, as the scheduler decides. Source: Kubernetes, taints and tolerations. */
export function tolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
    return tolerations.some(
        ({ key, operator, value, effect }) =>
            (key === undefined ? operator === "Exists" : key === taint.key) &&
            (operator === "Exists" || value === taint.value) &&
            (effect === undefined || effect === taint.effect),
    );
}
