import { absent, num, obj } from "../../model/read";
import { type Subject } from "../../model/subject";

/** Kinds with replicas that a drain may take away. A ReplicaSet is nearly always a Deployment's. */
export const replicatedKinds = ["apps/Deployment", "apps/StatefulSet", "argoproj.io/Rollout"] as const;

/** Replicas as written; one where nothing is written, as the API server has it. */
export function replicasOf(subject: Subject): number {
    const replicas = obj(subject.props.spec)?.replicas;
    return absent(replicas) ? 1 : (num(replicas) ?? 1);
}
