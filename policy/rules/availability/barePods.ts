import { list, obj } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

export const barePods = rule({
    name: "availability-bare-pods",
    group: "availability",
    description: "Pods have a controller: a bare pod is not recreated when its node fails.",
    severity: "low",
    enforcementLevel: "advisory",
    remediation: "Use a Deployment, a StatefulSet or a Job.",
    link: "https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs",
    scope: "resource",
    wants: ["/Pod"],
    options: noOptions,
    begin: each((subject, run) => {
        const owned = list(obj(subject.props.metadata)?.ownerReferences).length > 0;
        if (!owned && !subject.isPatch) {
            run.report(subject, { path: "kind", message: `"kind" is Pod; use a Deployment, a StatefulSet or a Job` });
        }
    }),
});
