import { type Toleration } from "../../components/addons/facts";
import { type Taint } from "../../components/platform";

/** Whether a pod may run beside a taint, as the scheduler decides. Source: Kubernetes, taints and tolerations. */
export function tolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
    return tolerations.some(
        ({ key, operator, value, effect }) =>
            (key === undefined ? operator === "Exists" : key === taint.key) &&
            (operator === "Exists" || value === taint.value) &&
            (effect === undefined || effect === taint.effect),
    );
}
