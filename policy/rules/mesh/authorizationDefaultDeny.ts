import { list, obj } from "../../model/read";
import { selectsAll } from "../../model/selector";
import { type Subject } from "../../model/subject";
import { workloadNamespaceRule } from "../../core/workloadNamespaces";

export const authorizationDefaultDeny = workloadNamespaceRule({
    name: "mesh-authorization-default-deny",
    group: "mesh",
    description:
        "Every workload namespace denies requests by default: without a policy that selects all pods, a pod without a policy of its own accepts every caller.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Create an AuthorizationPolicy with an empty spec in the namespace.",
    link: "https://istio.io/latest/docs/concepts/security/#allow-nothing-deny-all-and-allow-all-policy",
    by: "security.istio.io/AuthorizationPolicy",
    parts: ["deny"],
    fulfils: (subject) => (deniesAll(subject) ? ["deny"] : []),
    finding: (namespace) => ({
        path: "metadata.name",
        message: `namespace "${namespace}" has no AuthorizationPolicy that denies by default; create one with "spec: {}"`,
    }),
});

/** An ALLOW policy without rules allows nothing; it must select every pod. */
function deniesAll({ props }: Subject): boolean {
    const spec = obj(props.spec) ?? {};
    const action = spec.action ?? "ALLOW";
    return (
        action === "ALLOW" &&
        list(spec.rules).length === 0 &&
        selectsAll(spec.selector) &&
        list(spec.targetRefs).length === 0 &&
        spec.targetRef === undefined
    );
}
