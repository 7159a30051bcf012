import { containerPath } from "../../model/pod";
import { absent, at } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";
import { isServing } from "./serving";

export const gracefulStop = podRule({
    name: "availability-graceful-stop",
    group: "availability",
    description:
        "Serving containers finish open requests before they stop: with a preStop hook, or with a termination grace period set on the pod.",
    severity: "low",
    enforcementLevel: "advisory",
    remediation: "Add lifecycle.preStop (a native sleep is enough) or set terminationGracePeriodSeconds.",
    link: "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
    options: noOptions,
    judge: (pod, run) => {
        if (!absent(pod.spec.terminationGracePeriodSeconds) && pod.spec.terminationGracePeriodSeconds !== 0) {
            return;
        }
        run.eachContainer((container) => {
            if (isServing(pod, container) && absent(at(container.spec, "lifecycle", "preStop"))) {
                const path = containerPath(pod, container, "lifecycle", "preStop");
                const message = `"${path}" is missing; add a hook, or set terminationGracePeriodSeconds on the pod`;
                run.report({ path, message });
            }
        });
    },
});
