import { type Fault, keyPath } from "../../../config/fault";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { nodeGroupFacts } from "./nodeGroupFacts";

/** Prefixes that Kubernetes and EKS keep for themselves; nodes with such a label do not join, or lose it. */
const reserved = /(^|\.)(kubernetes\.io|k8s\.io|amazonaws\.com|nvidia\.com)\//;

/** Labels and taints of a group that are not the stack file's to set. */
export function labelFaults(name: string, group: NodeGroupConfig): readonly Fault[] {
    const own = nodeGroupFacts(name, { ...group, labels: {}, taints: [] });
    const platform = new Set(["accelerator", "spot", "workload", "node-type", ...Object.keys(own.labels)]);
    const fault = (path: string, key: string): readonly Fault[] =>
        platform.has(key) || reserved.test(key)
            ? [
                  {
                      path,
                      reason: `sets ${key}, which the platform, Kubernetes or EKS sets: choose another name, such as example.com/team`,
                  },
              ]
            : [];
    const twice = group.taints.filter(
        ({ key, effect }, i) => group.taints.findIndex((each) => each.key === key && each.effect === effect) !== i,
    );
    return [
        ...Object.keys(group.labels).flatMap((key) => fault(keyPath("nodeGroups", name, "labels", key), key)),
        ...group.taints.flatMap(({ key }, i) => fault(keyPath("nodeGroups", name, "taints", i), key)),
        ...twice.map(({ key, effect }) => ({
            path: keyPath("nodeGroups", name, "taints"),
            reason: `has ${key}:${effect} twice: keep one`,
        })),
    ];
}
