import { effectiveNamespace } from "../../model/cluster";
import { obj, str } from "../../model/read";
import { type Subject } from "../../model/subject";
import { noOptions, rule } from "../../core/rule";

const scalers = ["keda.sh/ScaledObject", "autoscaling/HorizontalPodAutoscaler"] as const;
const targets = [
    "apps/Deployment",
    "apps/StatefulSet",
    "apps/ReplicaSet",
    "/ReplicationController",
    "argoproj.io/Rollout",
];

interface ScalerFacts {
    readonly subject: Subject;
    readonly target: string;
    readonly shown: string;
}

export const scaledObjectTargets = rule({
    name: "availability-scaled-object-targets",
    group: "availability",
    description:
        "Autoscalers target an existing workload: one with a wrong target scales nothing and reports it only in its status.",
    severity: "medium",
    enforcementLevel: "advisory",
    remediation: "Correct spec.scaleTargetRef: apiVersion, kind and name of the workload in the same namespace.",
    link: "https://keda.sh/docs/latest/reference/scaledobject-spec/#scaletargetref",
    scope: "stack",
    wants: [...scalers, ...targets],
    options: noOptions,
    begin: (run) => {
        const found = new Set<string>();
        const pending: ScalerFacts[] = [];
        return {
            see: (subject) => {
                const namespace = effectiveNamespace(subject);
                if (!scalers.some((scaler) => scaler === subject.key)) {
                    found.add(`${namespace}/${subject.object?.kind ?? ""}/${subject.object?.name ?? ""}`);
                    return;
                }
                run.attempt(subject, () => {
                    const ref = obj(obj(subject.props.spec)?.scaleTargetRef);
                    // KEDA takes a Deployment where no kind is given.
                    const kind = str(ref?.kind) ?? "Deployment";
                    const name = str(ref?.name) ?? "";
                    if (targets.some((target) => target.endsWith(`/${kind}`))) {
                        pending.push({
                            subject: subject.reference,
                            target: `${namespace}/${kind}/${name}`,
                            shown: `${kind} "${name}"`,
                        });
                    }
                });
            },
            end: () => {
                for (const { subject, target, shown } of pending) {
                    if (found.has(target)) {
                        continue;
                    }
                    const namespace = effectiveNamespace(subject);
                    if (run.cluster.hasUnseenObjects(namespace)) {
                        run.skip(
                            subject,
                            "spec.scaleTargetRef",
                            "not all workloads of the namespace are part of the input",
                        );
                        continue;
                    }
                    const message = `"spec.scaleTargetRef" names ${shown}, which is not in namespace "${namespace}"; correct it`;
                    run.report(subject, { path: "spec.scaleTargetRef", message });
                }
            },
        };
    },
});
