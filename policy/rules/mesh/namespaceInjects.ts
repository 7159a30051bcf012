import { labelsOf } from "../../model/subject";
import { each, rule } from "../../core/rule";
import { isWorkloadNamespace, workloadNamespaceOptions } from "../../core/workloadNamespaces";

export const namespaceInjects = rule({
    name: "mesh-namespace-injects",
    group: "mesh",
    description:
        "Workload namespaces inject the mesh's proxy: a pod without a proxy has no identity, and STRICT mTLS rejects its calls.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Label the namespace istio-injection: enabled, or istio.io/rev with the control plane's revision.",
    link: "https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/",
    scope: "resource",
    wants: ["/Namespace"],
    options: workloadNamespaceOptions,
    begin: each((subject, run) => {
        const labels = labelsOf(subject.props);
        if (subject.isPatch || !isWorkloadNamespace(subject.object?.name ?? "", labels, run.options)) {
            return;
        }
        const injection = labels["istio-injection"];
        const meshed =
            injection === "enabled" ||
            (injection === undefined &&
                (labels["istio.io/rev"] !== undefined || labels["istio.io/dataplane-mode"] === "ambient"));
        if (!meshed) {
            const path = "metadata.labels['istio-injection']";
            const wrong = injection === undefined ? "is missing" : `is "${injection}"`;
            run.report(subject, { path, message: `"${path}" ${wrong}; write "enabled", or set "istio.io/rev"` });
        }
    }),
});
