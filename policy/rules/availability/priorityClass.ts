import { specPath } from "../../model/pod";
import { str } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const priorityClass = podRule({
    name: "availability-priority-class",
    group: "availability",
    description:
        "Every workload sets a PriorityClass: when GPUs are scarce, serving preempts batch jobs, not the other way round.",
    severity: "low",
    enforcementLevel: "advisory",
    remediation: "Set priorityClassName on the pod.",
    link: "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
    options: noOptions,
    judge: (pod, run) => {
        if (str(pod.spec.priorityClassName) === undefined) {
            const path = specPath(pod, "priorityClassName");
            run.report({ path, message: `"${path}" is missing; set a PriorityClass` });
        }
    },
});
