import { list, obj, quoted, strings } from "../../model/read";
import { selectsAll } from "../../model/selector";
import { type Subject } from "../../model/subject";
import { workloadNamespaceOptions, workloadNamespaceRule } from "../../core/workloadNamespaces";

export const defaultDeny = workloadNamespaceRule({
    name: "network-default-deny",
    group: "network",
    description:
        "Every workload namespace denies ingress and egress by default: a pod can then reach only what a policy lists.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Create a NetworkPolicy with an empty podSelector, policyTypes Ingress and Egress, and no rules.",
    link: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
    options: workloadNamespaceOptions,
    by: "networking.k8s.io/NetworkPolicy",
    parts: ["Ingress", "Egress"],
    fulfils: deniedDirections,
    finding: (namespace, missing) => ({
        path: "metadata.name",
        message: `namespace "${namespace}" has no NetworkPolicy that denies ${quoted(missing)} by default; create one with an empty podSelector and no rules`,
    }),
});

/** The directions in which a policy denies everything for every pod of its namespace. */
function deniedDirections({ props }: Subject): string[] {
    const spec = obj(props.spec);
    if (spec === undefined || !selectsAll(spec.podSelector)) {
        return [];
    }
    const given = strings(spec.policyTypes);
    // Without types a policy is for ingress, and for egress too if it has egress rules.
    const types = given.length > 0 ? given : ["Ingress"];
    return types.filter((type) => list(type === "Egress" ? spec.egress : spec.ingress).length === 0);
}
