import { effectiveNamespace } from "../../model/cluster";
import { list, obj } from "../../model/read";
import { selectsAll } from "../../model/selector";
import { type Subject } from "../../model/subject";
import { workloadNamespaceOptions, workloadNamespaceRule } from "../../core/workloadNamespaces";
import { rootNamespace } from "./rootNamespace";

export const authorizationDefaultDeny = workloadNamespaceRule({
    name: "mesh-authorization-default-deny",
    group: "mesh",
    description:
        "Every workload namespace denies requests by default: without a policy that selects all pods, a pod without a policy of its own accepts every caller.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Create an AuthorizationPolicy with an empty spec in the namespace, or one for the whole mesh in the root namespace.",
    link: "https://istio.io/latest/docs/concepts/security/#allow-nothing-deny-all-and-allow-all-policy",
    by: "security.istio.io/AuthorizationPolicy",
    options: workloadNamespaceOptions.extend({ rootNamespace }),
    parts: ["deny"],
    fulfils: (subject) => (deniesByDefault(subject) ? ["deny"] : []),
    everywhere: (subject, options) => effectiveNamespace(subject) === options.rootNamespace,
    finding: (namespace) => ({
        path: "metadata.name",
        message: `namespace "${namespace}" has no AuthorizationPolicy that denies by default; create one with "spec: {}"`,
    }),
});

/** An ALLOW policy without rules allows nothing, a DENY policy with an empty rule denies everything; for every pod. */
function deniesByDefault({ props }: Subject): boolean {
    const spec = obj(props.spec) ?? {};
    const rules = list(spec.rules);
    const allowsNothing = (spec.action ?? "ALLOW") === "ALLOW" && rules.length === 0;
    const deniesAll =
        spec.action === "DENY" && rules.some((item) => Object.keys(obj(item) ?? { none: 0 }).length === 0);
    return (
        (allowsNothing || deniesAll) &&
        selectsAll(spec.selector) &&
        list(spec.targetRefs).length === 0 &&
        spec.targetRef === undefined
    );
}
