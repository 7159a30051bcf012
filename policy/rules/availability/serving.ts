import { type Container, type Pod } from "../../model/pod";
import { list } from "../../model/read";

/** Kinds whose pods run until they are replaced; pods of Jobs complete and serve no requests. */
const servingKinds: ReadonlySet<string> = new Set([
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Rollout",
]);

/** A container that others call: a regular one of a long-running workload, with a port. */
export function isServing(pod: Pod, container: Container): boolean {
    return (
        servingKinds.has(pod.owner.kind) && container.field === "containers" && list(container.spec.ports).length > 0
    );
}
