import { specPath } from "../../model/pod";
import { str } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const priorityClass = podRule({
    name: "availability-priority-class",
    group: "availability",
    description:
        "Every workload names its PriorityClass: when GPUs are short, batch work makes room for serving, not the other way round.",
    severity: "low",
    enforcementLevel: "advisory",
    remediation: "Set priorityClassName on the pod.",
    link: "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
    options: noOptions,
    judge: (pod, run) => {
        if (str(pod.spec.priorityClassName) === undefined) {
            const path = specPath(pod, "priorityClassName");
            run.report({ path, message: `"${path}" is missing; name a PriorityClass` });
        }
    },
});
