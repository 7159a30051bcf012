import { workloadNamespaceOptions, workloadNamespaceRule } from "../../core/workloadNamespaces";

export const namespaceQuota = workloadNamespaceRule({
    name: "limits-namespace-quota",
    group: "limits",
    description: "Every workload namespace has a ResourceQuota: it caps what one team can use, and spend on GPUs.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Create a ResourceQuota in the namespace, requests.nvidia.com/gpu included.",
    link: "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    options: workloadNamespaceOptions,
    by: "/ResourceQuota",
    parts: ["quota"],
    fulfils: () => ["quota"],
    finding: (namespace) => ({
        path: "metadata.name",
        message: `namespace "${namespace}" has no ResourceQuota; create one`,
    }),
});
