import { specPath } from "../../model/pod";
import { at, list } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";
import { replicasOf, replicatedKinds } from "./replicated";

export const topologySpread = rule({
    name: "availability-topology-spread",
    group: "availability",
    description:
        "Replicas are spread across zones or hosts: otherwise the scheduler can place all of them on one node.",
    severity: "low",
    enforcementLevel: "advisory",
    remediation: "Add topologySpreadConstraints over topology.kubernetes.io/zone, or a podAntiAffinity.",
    link: "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
    scope: "resource",
    wants: replicatedKinds,
    options: noOptions,
    begin: each((subject, run) => {
        if (replicasOf(subject) < 2) {
            return;
        }
        for (const pod of subject.pods) {
            run.attempt(subject, () => {
                const spread = list(pod.spec.topologySpreadConstraints).length > 0;
                const antiAffinity = at(pod.spec, "affinity", "podAntiAffinity") !== undefined;
                if (!spread && !antiAffinity) {
                    const path = specPath(pod, "topologySpreadConstraints");
                    run.report(subject, { path, message: `"${path}" is missing; spread the replicas over zones` });
                }
            });
        }
    }),
});
