import { workloadNamespaceOptions, workloadNamespaceRule } from "../../core/workloadNamespaces";

export const namespaceLimitRange = workloadNamespaceRule({
    name: "limits-namespace-limit-range",
    group: "limits",
    description:
        "Every workload namespace has a LimitRange: containers that other tools inject then get default requests and limits.",
    severity: "low",
    enforcementLevel: "mandatory",
    remediation: "Create a LimitRange with default and defaultRequest in the namespace.",
    link: "https://kubernetes.io/docs/concepts/policy/limit-range/",
    options: workloadNamespaceOptions,
    by: "/LimitRange",
    parts: ["limit range"],
    fulfils: () => ["limit range"],
    finding: (namespace) => ({
        path: "metadata.name",
        message: `namespace "${namespace}" has no LimitRange; create one`,
    }),
});
