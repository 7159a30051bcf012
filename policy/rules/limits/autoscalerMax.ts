import { absent, at, join, list, obj } from "../../model/read";
import { type Subject } from "../../model/subject";
import { each, noOptions, rule, type RuleRun } from "../../core/rule";

/** Where each autoscaler keeps its upper bound. */
const bounds: Readonly<Record<string, readonly string[]>> = {
    "autoscaling/HorizontalPodAutoscaler": ["spec", "maxReplicas"],
    "keda.sh/ScaledObject": ["spec", "maxReplicaCount"],
    "keda.sh/ScaledJob": ["spec", "maxReplicaCount"],
};
const vertical = "autoscaling.k8s.io/VerticalPodAutoscaler";

export const autoscalerMax = rule({
    name: "limits-autoscaler-max",
    group: "limits",
    description:
        "Every autoscaler has an upper bound: KEDA's default is 100 replicas, and a VerticalPodAutoscaler has no default.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set maxReplicas or maxReplicaCount; set maxAllowed for a VerticalPodAutoscaler that changes pods.",
    link: "https://keda.sh/docs/latest/reference/scaledobject-spec/",
    scope: "resource",
    wants: [...Object.keys(bounds), vertical],
    options: noOptions,
    begin: each((subject, run) => {
        if (subject.isPatch) {
            return;
        }
        const bound = bounds[subject.key];
        if (bound === undefined) {
            judgeVertical(subject, run);
        } else if (absent(at(subject.props, ...bound))) {
            const path = bound.join(".");
            run.report(subject, { path, message: `"${path}" is missing; set an upper bound` });
        }
    }),
});

function judgeVertical(subject: Subject, run: RuleRun<unknown>): void {
    const spec = obj(subject.props.spec);
    if (at(spec, "updatePolicy", "updateMode") === "Off") {
        return;
    }
    const path = "spec.resourcePolicy.containerPolicies";
    const policies = list(at(spec, "resourcePolicy", "containerPolicies"));
    if (policies.length === 0) {
        run.report(subject, { path, message: `"${path}" is missing; set maxAllowed for every container` });
    }
    policies.forEach((item, i) => {
        const policy = obj(item);
        if (policy?.mode !== "Off" && absent(policy?.maxAllowed)) {
            const own = join(join(path, i), "maxAllowed");
            run.report(subject, { path: own, message: `"${own}" is missing; set an upper bound` });
        }
    });
}
