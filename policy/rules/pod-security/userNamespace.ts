import { type CheckRun } from "./check";

/** The minor from which user namespaces relax checks. Source: KEP-127 and the Pod Security Standards of 1.35. */
const relaxedSince = 35;

/** Whether a check is relaxed because root inside the pod's user namespace has no privileges on the node. */
export function relaxedByUserNamespace({ pod, standard }: CheckRun): boolean {
    return standard.minor >= relaxedSince && pod.spec.hostUsers === false;
}
